import Testing
@testable import DraftrollClient
