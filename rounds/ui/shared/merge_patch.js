// Changes of answers as JSON merge patches (RFC 7396), and what can be saved of them.

// An object with members; a list is one value, in merge patches as in YAML.
export function members(value) { return value !== null && typeof value === "object" && !Array.isArray(value); }

// JSON merge patch (RFC 7396), as rounds/storage/answers.py applies it: null takes a member away.
export function merge(answer, change) {
  const result = { ...(answer || {}) };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else if (members(value)) result[name] = merge(members(result[name]) ? result[name] : {}, value);
    else result[name] = value;
  }
  return result;
}

// Two patches as one: unlike merge, it keeps the nulls.
export function compose(first, second) {
  const result = { ...first };
  for (const [name, value] of Object.entries(second)) {
    result[name] = members(value) && members(result[name]) ? compose(result[name], value) : value;
  }
  return result;
}

// The part of a patch that sets what an answer does not have yet.
export function gaps(answer, change) {
  const result = {};
  for (const [name, value] of Object.entries(change)) {
    const before = answer?.[name];
    if (members(value)) {
      const inner = gaps(members(before) ? before : {}, value);
      if (Object.keys(inner).length) result[name] = inner;
    } else if (value !== null && before === undefined) result[name] = value;
  }
  return result;
}

// An answer as it can be saved anywhere: half of a character and NUL become U+FFFD, as in rounds/core/text.py.
export function storable(value) {
  if (typeof value === "string") return value.replace(/[\0\ud800-\udfff]/gu, "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (!members(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), storable(member)]));
}
