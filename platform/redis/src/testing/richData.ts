/** A bit of everything that a database can hold; run in each of them. */
export const fill = String.raw`
  redis.call('set', 'text', 'value')
  redis.call('set', 'binary \0\r\n"\255', '\0\1\2\255\254')
  redis.call('set', 'empty', '')
  redis.call('set', 'number', 42)
  redis.call('set', 'large', string.rep('0123456789', 20000))
  redis.call('set', 'expires', 'later', 'pxat', 4102444800123)
  redis.call('setbit', 'bits', 70000, 1)
  redis.call('pfadd', 'hyperloglog', 'a', 'b', 'c')
  for i = 1, 700 do
    redis.call('rpush', 'list', 'element ' .. i)
    redis.call('sadd', 'set', 'member ' .. i)
    redis.call('sadd', 'integers', i)
    redis.call('zadd', 'sorted', i / 3, 'member ' .. i)
    redis.call('hset', 'hash', 'field ' .. i, i)
    redis.call('xadd', 'stream', '1-' .. i, 'n', i)
  end
  redis.call('rpush', 'small list', 'a', '', 'b')
  redis.call('hset', 'small hash', 'f', 'v')
  redis.call('zadd', 'small sorted', '-inf', 'low', '+inf', 'high')
  redis.call('geoadd', 'geo', 16.37, 48.2, 'Vienna')
  redis.call('xdel', 'stream', '1-7')
  redis.call('xgroup', 'create', 'stream', 'group', '1-3')
  redis.call('xreadgroup', 'group', 'group', 'consumer', 'count', 5, 'streams', 'stream', '>')
  redis.call('xack', 'stream', 'group', '1-4')
  redis.call('pexpireat', 'stream', 4102444800456)
  return redis.status_reply('OK')`;

/** Everything in a database as one text, in an order that does not depend on how it is kept in memory. */
export const describe = String.raw`
  local result = {}
  local keys = redis.call('keys', '*')
  table.sort(keys)
  for _, key in ipairs(keys) do
    local kind = redis.call('type', key).ok
    local value
    if kind == 'string' then value = { redis.call('get', key) }
    elseif kind == 'list' then value = redis.call('lrange', key, 0, -1)
    elseif kind == 'set' then value = redis.call('smembers', key) table.sort(value)
    elseif kind == 'zset' then value = redis.call('zrange', key, 0, -1, 'withscores')
    elseif kind == 'stream' then value = { cjson.encode(redis.call('xinfo', 'stream', key, 'full', 'count', 0)) }
    else
      local pairs = redis.call('hgetall', key)
      value = {}
      for i = 1, #pairs, 2 do value[#value + 1] = pairs[i] .. '=' .. pairs[i + 1] end
      table.sort(value)
    end
    result[#result + 1] = { key, kind, redis.call('pexpiretime', key), value }
  end
  return cjson.encode(result)`;
