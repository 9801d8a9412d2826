-- For wrk: sends `depth` requests at once (wrk counts each), and at the end prints the figures of the run as one line
-- of JSON.
-- Arguments: depth, then fields as "Name: value".

function init(arguments)
    local depth = tonumber(arguments[1] or "1")
    local fields = {}
    for index = 2, #arguments do
        local name, value = arguments[index]:match("^([^:]+): (.*)$")
        fields[name] = value
    end
    local one = wrk.format("GET", nil, fields)
    all = one:rep(depth)
end

function request()
    return all
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'figures {"requests": %d, "seconds": %.6f, "errors": %d, "p50": %.1f, "p99": %.1f, "p999": %.1f}\n',
        summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
