import Testing
@testable import DraftModel
