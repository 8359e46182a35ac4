-- What a server holds, as lines of text: kind, database, hour in which it expires (0: never), the earliest time at which it does, count, digest.
-- Nothing here depends on how the server keeps its data, on their order, or on the version, as far as that can be: what is recorded with one
-- must be found with another. It runs in a server that nobody else uses, and holds about a MiB of the data at a time.

local piece = 65536
-- As text: to make it of a number costs as much as the call.
local firstPiece = '65535'
local hour = 3600000
-- The year 10000: what expires later is all in one.
local far = 253402300800000
local modulus = 2 ^ 48

-- Texts with their length before them, so that two of them cannot be taken for two others. Most lengths come again.
local lengths = setmetatable({}, {
  __index = function(known, length)
    local text = string.format('%d:', length)
    if length < 1000 then known[length] = text end
    return text
  end,
})

local function marked(text)
  return lengths[#text] .. text
end

-- A sum of digests, whatever their order. Six hexadecimal digits are read as one number, which is faster than to decode them.
local function newSum()
  return { 0, 0, 0, 0, 0, 0, count = 0 }
end

local function add(sum, text)
  local a, b, c, d, e, f = struct.unpack('>I6I6I6I6I6I6', redis.sha1hex(text))
  sum[1] = (sum[1] + a) % modulus
  sum[2] = (sum[2] + b) % modulus
  sum[3] = (sum[3] + c) % modulus
  sum[4] = (sum[4] + d) % modulus
  sum[5] = (sum[5] + e) % modulus
  sum[6] = (sum[6] + f) % modulus
  sum.count = sum.count + 1
end

local function digestOfSum(sum)
  return redis.sha1hex(string.format('%d %012x %012x %012x %012x %012x %012x', sum.count, unpack(sum)))
end

-- A digest of texts in their order, in pieces that depend on nothing but the texts.
local function newChain()
  return { digest = '', parts = {}, size = 0 }
end

local function flush(chain)
  chain.digest = redis.sha1hex(chain.digest .. table.concat(chain.parts))
  chain.parts, chain.size = {}, 0
end

local function append(chain, text)
  local parts = chain.parts
  parts[#parts + 1] = marked(text)
  chain.size = chain.size + #text
  if chain.size >= piece or #parts >= 1000 then flush(chain) end
end

local function digestOfChain(chain)
  flush(chain)
  return chain.digest
end

-- What is counted and digested under one name: by kind and database, then by the hour in which it expires. An expiry of -1 is none.
local entries = {}

local function entryOf(kind, database, expiry)
  local name = kind .. ' ' .. database
  local hours = entries[name] or {}
  entries[name] = hours
  local due = expiry < 0 and 0 or math.floor(math.min(expiry, far) / hour)
  local entry = hours[due]
  if entry == nil then
    entry = { earliest = expiry, sum = newSum() }
    hours[due] = entry
  end
  if expiry < entry.earliest then entry.earliest = expiry end
  return entry.sum
end

-- The fields of an answer that is a list of names and values.
local function named(list)
  local result = {}
  for i = 1, #list, 2 do result[list[i]] = list[i + 1] end
  return result
end

-- How many elements are about a MiB.
local function stepOf(key, length)
  local bytes = redis.call('memory', 'usage', key) or 1
  return math.max(1, math.min(1000, math.floor(1048576 * length / bytes)))
end

-- Calls `visit` with what SSCAN, HSCAN or ZSCAN answers.
local function scan(command, key, length, visit)
  local step, cursor = stepOf(key, length), '0'
  repeat
    local answer = redis.call(command, key, cursor, 'count', step)
    cursor = answer[1]
    visit(answer[2])
  until cursor == '0'
end

-- Redis 7.4 and Valkey 9: fields have a time to live of their own.
local fieldsExpire = type(redis.pcall('hpexpiretime', '', 'fields', 1, '')) == 'table'
  and redis.pcall('hpexpiretime', '', 'fields', 1, '').err == nil

local function fieldExpiries(key, pairs)
  local result = {}
  if not fieldsExpire then return result end
  for first = 1, #pairs, 1000 do
    local fields = {}
    for i = first, math.min(first + 998, #pairs - 1), 2 do fields[#fields + 1] = pairs[i] end
    for _, expiry in ipairs(redis.call('hpexpiretime', key, 'fields', #fields, unpack(fields))) do result[#result + 1] = expiry end
  end
  return result
end

local function sooner(a, b)
  if a < 0 then return b end
  if b < 0 then return a end
  return math.min(a, b)
end

-- For each type: a text that stands for the value, and when the key expires by reason of what it holds.
local values = {}

function values.string(key)
  local text = redis.call('getrange', key, '0', firstPiece)
  if #text < piece then return '=' .. text end
  local chain, at = newChain(), 0
  repeat
    append(chain, text)
    at = at + piece
    text = redis.call('getrange', key, at, at + piece - 1)
  until text == ''
  return digestOfChain(chain)
end

function values.list(key)
  local chain, length = newChain(), redis.call('llen', key)
  local step = stepOf(key, length)
  for first = 0, length - 1, step do
    for _, element in ipairs(redis.call('lrange', key, first, first + step - 1)) do append(chain, element) end
  end
  return digestOfChain(chain)
end

function values.set(key)
  local sum = newSum()
  scan('sscan', key, redis.call('scard', key), function(members)
    for _, member in ipairs(members) do add(sum, member) end
  end)
  return digestOfSum(sum)
end

function values.zset(key)
  local sum = newSum()
  scan('zscan', key, redis.call('zcard', key), function(pairs)
    -- Versions write the same number in different ways.
    for i = 1, #pairs, 2 do add(sum, string.format('%.17g ', tonumber(pairs[i + 1])) .. pairs[i]) end
  end)
  return digestOfSum(sum)
end

-- Fields that expire are counted apart, and a hash of nothing else goes away with the last of them.
function values.hash(key, database, expiry)
  local sum, latest = newSum(), -1
  scan('hscan', key, redis.call('hlen', key), function(pairs)
    local expiries = fieldExpiries(key, pairs)
    for i = 1, #pairs, 2 do
      local field, due = marked(pairs[i]) .. pairs[i + 1], expiries[(i + 1) / 2] or -1
      if due == -1 then
        add(sum, field)
      elseif due >= 0 then
        latest = math.max(latest, due)
        add(entryOf('fields', database, sooner(expiry, due)), string.format('%.0f ', due) .. marked(key) .. field)
      end
    end
  end)
  if sum.count > 0 then return digestOfSum(sum) end
  -- All of them have expired, which nobody has noticed yet.
  if latest == -1 then return nil end
  return '', latest
end

-- What every version tells, and nothing that is counted from now, such as how long an entry has been pending.
function values.stream(key)
  local chain, length = newChain(), redis.call('xlen', key)
  local step, first = stepOf(key, length), '-'
  repeat
    local found = redis.call('xrange', key, first, '+', 'count', step)
    for _, entry in ipairs(found) do
      append(chain, entry[1] .. ' ' .. #entry[2])
      for _, text in ipairs(entry[2]) do append(chain, text) end
      first = '(' .. entry[1]
    end
  until #found < step
  append(chain, named(redis.call('xinfo', 'stream', key))['last-generated-id'])
  for _, list in ipairs(redis.call('xinfo', 'groups', key)) do
    local group = named(list)
    append(chain, group.name)
    append(chain, group['last-delivered-id'])
    for _, consumer in ipairs(redis.call('xinfo', 'consumers', key, group.name)) do append(chain, 'consumer ' .. named(consumer).name) end
    local start = '-'
    repeat
      local pending = redis.call('xpending', key, group.name, start, '+', 1000)
      for _, entry in ipairs(pending) do
        append(chain, entry[1] .. ' ' .. entry[4])
        append(chain, entry[2])
        start = '(' .. entry[1]
      end
    until #pending < 1000
  end
  return digestOfChain(chain)
end

-- Of a type that is not known here: as Redis writes it, without version and checksum at its end.
local function otherValue(key)
  return redis.sha1hex(string.sub(redis.call('dump', key), 1, -11))
end

local function milliseconds()
  local time = redis.call('time')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Redis 6 tells only what is left, so that the clock is read before and after it, until both are the same.
local function expiryBefore7(key)
  while true do
    local before = milliseconds()
    local left = redis.call('pttl', key)
    if left < 0 then return left end
    if milliseconds() == before then return before + left end
  end
end

local function expiryFrom7(key)
  return redis.call('pexpiretime', key)
end

local known = redis.pcall('pexpiretime', '')
local expiryOf = type(known) == 'number' and expiryFrom7 or expiryBefore7

local function count(database, key, expires)
  local kind = redis.call('type', key).ok
  if kind == 'none' then return end
  local expiry = expires and expiryOf(key) or -1
  local value, latest = (values[kind] or otherValue)(key, database, expiry)
  if value == nil then return end
  local head = expiry < 0 and kind or string.format('%s %.0f', kind, expiry)
  add(entryOf('keys', database, sooner(expiry, latest or -1)), head .. lengths[#key] .. key .. value)
end

for database, expires in string.gmatch(redis.call('info', 'keyspace'), 'db(%d+):keys=%d+,expires=(%d+)') do
  redis.call('select', database)
  local cursor = '0'
  repeat
    local answer = redis.call('scan', cursor, 'count', 1000)
    cursor = answer[1]
    for _, key in ipairs(answer[2]) do count(database, key, expires ~= '0') end
  until cursor == '0'
end

local lines = { 'contents' }
for name, hours in pairs(entries) do
  for due, entry in pairs(hours) do
    lines[#lines + 1] = string.format('%s %d %.0f %d %s', name, due, entry.earliest, entry.sum.count, digestOfSum(entry.sum))
  end
end
return table.concat(lines, '\n')
