import Testing
@testable import DraftStore
