"""The Lua scripts. Each touches keys of one hash slot only, and is one step for everybody else."""

_REMEMBER = """
-- Keeps an outcome in a ring of the seat's last ones: 'seat#' counts, 'seat#n' names the command in place n.
local function remember(key, seat, command, outcome, keep)
  local place = seat .. '#' .. (redis.call('HINCRBY', key, seat .. '#', 1) % keep)
  local oldest = redis.call('HGET', key, place)
  if oldest then redis.call('HDEL', key, oldest) end
  redis.call('HSET', key, place, command, command, outcome)
end
"""

_PUT = """
local function put(revision, nonce, room, deadline, id, keep_ms, channel)
  redis.call('HSET', KEYS[1], 'revision', revision, 'nonce', nonce, 'room', room)
  redis.call('PEXPIRE', KEYS[1], keep_ms)
  if deadline == '' then redis.call('ZREM', KEYS[2], id) else redis.call('ZADD', KEYS[2], deadline, id) end
  redis.call('PUBLISH', channel, revision)
end
"""

CREATE = (
    _PUT
    + """
-- KEYS room due; ARGV nonce room deadline id keep_ms channel
local nonce = redis.call('HGET', KEYS[1], 'nonce')
if nonce then return nonce == ARGV[1] and 1 or 0 end
put(0, ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
"""
)

LOAD = """
-- KEYS room outcomes; ARGV nonce-of-what-is-known command
local kept = redis.call('HMGET', KEYS[1], 'revision', 'nonce')
if not kept[1] then return false end
local room = kept[2] ~= ARGV[1] and redis.call('HGET', KEYS[1], 'room')
local outcome = ARGV[2] ~= '' and redis.call('HGET', KEYS[2], ARGV[2])
return {kept[1], kept[2], room, outcome}
"""

COMMIT = (
    _PUT
    + _REMEMBER
    + """
-- KEYS room due outcomes events; ARGV nonce room deadline id keep_ms channel expected seat command keep events event...
local kept = redis.call('HMGET', KEYS[1], 'revision', 'nonce')
-- Asked again after the answer got lost: it is done.
if kept[2] == ARGV[1] then return 1 end
if kept[1] ~= ARGV[7] then return 0 end
if ARGV[9] ~= '' and redis.call('HEXISTS', KEYS[3], ARGV[9]) == 1 then return 0 end
local revision = string.format('%d', ARGV[7] + 1)
put(revision, ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
if ARGV[9] ~= '' then remember(KEYS[3], ARGV[8], ARGV[9], revision, ARGV[10]) end
for number = 12, #ARGV do redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[11], '*', 'event', ARGV[number]) end
redis.call('PEXPIRE', KEYS[3], ARGV[5])
redis.call('PEXPIRE', KEYS[4], ARGV[5])
return 1
"""
)

SETTLE = (
    _REMEMBER
    + """
-- KEYS room outcomes; ARGV seat command outcome keep keep_ms
local known = redis.call('HGET', KEYS[2], ARGV[2])
if known then return known end
if redis.call('EXISTS', KEYS[1]) == 1 then
  remember(KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
return ARGV[3]
"""
)

RESTORE = (
    _PUT
    + """
-- KEYS room due; ARGV nonce room deadline id keep_ms channel revision
local kept = redis.call('HMGET', KEYS[1], 'revision', 'nonce')
if kept[2] == ARGV[1] then return 1 end
if kept[1] and tonumber(kept[1]) >= tonumber(ARGV[7]) then return 0 end
put(ARGV[7], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
"""
)

CLAIM = """
-- KEYS due; ARGV id now until
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or tonumber(due) > tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
"""

CLAIM_DUE = """
-- KEYS due; ARGV now until limit
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for number = 1, #due, 2 do redis.call('ZADD', KEYS[1], ARGV[2], due[number]) end
return due
"""

FORGET = """
-- KEYS room due outcomes events media; ARGV id
redis.call('DEL', KEYS[1], KEYS[3], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
"""
