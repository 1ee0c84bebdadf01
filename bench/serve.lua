-- What `wrk` asks for in bench/serve.sh: the pages of events, one after the other. EVENTS is a file with an id a
-- line; with RATE, all connections together ask so many times a second, else as often as they are answered.
local ids = {}
for id in io.lines(os.getenv("EVENTS")) do
  ids[#ids + 1] = id
end
local rate = tonumber(os.getenv("RATE") or "0")
local connections = tonumber(os.getenv("CONNECTIONS") or "64")
-- Threads begin at different places.
local at = math.random(#ids)

function init()
  at = math.random(#ids)
end

function delay()
  if rate == 0 then return 0 end
  -- Connections drift apart, as people do.
  return math.floor(1000 * connections / rate * (0.5 + math.random()))
end

function request()
  at = at % #ids + 1
  return wrk.format("GET", "/events/" .. ids[at])
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    "%8.0f a second  p50 %6.1f ms  p99 %6.1f ms  most %6.1f ms  %d answered, %d not 200, %d lost\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, summary.requests, failed.status,
    failed.connect + failed.read + failed.write + failed.timeout))
end
