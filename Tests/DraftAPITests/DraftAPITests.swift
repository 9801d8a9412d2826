import Testing

@testable import DraftAPI
