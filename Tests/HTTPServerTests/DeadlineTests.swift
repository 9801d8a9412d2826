import Glibc
import HTTPWire
import Testing

@testable import HTTPServer

/// Deadlines are set short here and their effect is awaited: how long it takes exactly is no matter of these tests.
@Suite("Deadlines")
struct DeadlineTests {
    private static let short: Int64 = 100_000_000

    @Test("an idle connection is closed without a word")
    func idle() async throws {
        try await withServer(
            { $0.deadlines.idle = Self.short },
            use: { server in
                let fresh = try Client(port: server.port)
                let used = try Client(port: server.port)
                used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try used.answer().text == "hello")
                #expect(try fresh.takeAll() == [])
                #expect(try used.takeAll() == [])
            })
    }

    @Test("a head that is not whole in time is answered with 408, although bytes keep coming")
    func drippedHead() async throws {
        try await withServer(
            { $0.deadlines.head = Self.short },
            use: { server in
                let client = try Client(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n")
                let drip = Task.detached {
                    while !Task.isCancelled {
                        client.send("X: a\r\n")
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
                let answer = try client.answer()
                drip.cancel()
                await drip.value
                #expect(answer.status == 408)
                #expect(answer.closes)
            })
    }

    @Test("a body that does not come is given up, and one that keeps its rate is not")
    func bodyRate() async throws {
        let respond: Responder = { request in
            do throws(BodyError) {
                return .text("got \(try await request.body.collect(upTo: 1_000_000).count)")
            } catch {
                return .text("\(error)", .requestTimeout)
            }
        }
        try await withServer(
            {
                $0.deadlines.bodyGrace = Self.short
                $0.deadlines.bodyMinimumRate = 1_000
            }, respond: respond,
            use: { server in
                let slow = try Client(port: server.port)
                slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
                let answer = try slow.answer()
                #expect(answer.text == "tooSlow")
                #expect(answer.closes)

                let steady = try Client(port: server.port)
                // 9,000 bytes earn nine seconds. They come with the head, so that nothing depends on when this thread runs.
                let body = String(repeating: "a", count: 9_000)
                steady.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n\(body)")
                usleep(200_000)
                steady.send([UInt8](repeating: 0x61, count: 1_000))
                #expect(try steady.answer().text == "got 10000")
            })
    }

    @Test("an allowance that was earned does not let a body stand still for longer than an idle connection may")
    func stalledBody() async throws {
        try await withServer(
            {
                $0.deadlines.idle = Self.short
                $0.deadlines.bodyMinimumRate = 1
            },
            respond: { request in
                do throws(BodyError) {
                    return .text("got \(try await request.body.collect(upTo: 1_000_000).count)")
                } catch {
                    return .text("\(error)", .requestTimeout)
                }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
                client.send([UInt8](repeating: 0x61, count: 50_000))
                #expect(try client.answer().text == "tooSlow")
            })
    }

    @Test("the time a handler takes between two reads is not held against the peer")
    func pausedHandler() async throws {
        let gate = Gate()
        try await withServer(
            { $0.deadlines.bodyGrace = 1_000_000_000 },
            respond: { request in
                do throws(BodyError) {
                    _ = try await request.body.read()
                    await gate.pass()
                    return .text("then \(try await request.body.read()?.count ?? 0)")
                } catch {
                    return .text("\(error)", .requestTimeout)
                }
            },
            use: { server in
                let client = try Client(port: server.port)
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
                await gate.arrivals()
                usleep(1_200_000)
                gate.open()
                client.send("1\r\nb\r\n0\r\n\r\n")
                #expect(try client.answer().text == "then 1")
            })
    }

    @Test("a peer that takes nothing of its answer is closed")
    func stalledWrite() async throws {
        try await withServer(
            { $0.deadlines.stalledWrite = Self.short },
            respond: { _ in .text(String(repeating: "a", count: 30_000_000)) },
            use: { server in
                let client = try Client(port: server.port, receiveBuffer: 4_096)
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.requestCount == 1 && server.connectionCount == 0 })
            })
    }

    @Test("a connection that is refused is closed although the peer never closes")
    func lingerEnds() async throws {
        try await withServer { server in
            let client = try Client(port: server.port)
            client.send("BAD\r\n\r\n")
            #expect(try client.answer().status == 400)
            #expect(try client.isClosed())
            #expect(try await eventually { server.connectionCount == 0 })
        }
    }

    @Test("a signal ends its wait by notice, by time and by cancellation")
    func loopSignal() async throws {
        let loop = try EventLoop(index: 0)
        try loop.start()
        let results = Notes()
        let tasks = Gate()
        loop.submit {
            let signal = LoopSignal(on: loop)
            loop.spawn {
                signal.notify()
                results.add("noticed \(await signal.wait(nanoseconds: 60_000_000_000))")
                results.add("in time \(await signal.wait(nanoseconds: 1_000_000))")
                await tasks.pass()
            }
            let other = LoopSignal(on: loop)
            let task = loop.spawn {
                results.add("cancelled \(await other.wait(nanoseconds: 60_000_000_000))")
                await tasks.pass()
            }
            task.cancel()
        }
        tasks.open()
        await tasks.arrivals(2)
        loop.stop()
        #expect(Set(results.all) == ["noticed true", "in time false", "cancelled false"])
    }
}
