public import ArgumentParser
public import DraftrollClient

// The client's choices, as they are typed.
extension Device.Platform: ExpressibleByArgument {}
extension WhoCanWatch: ExpressibleByArgument {}
extension Draft.State: ExpressibleByArgument {}
extension Job.State: ExpressibleByArgument {}
