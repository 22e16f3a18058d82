"""A second verifier: `python3 verify.py EXPORT [HEADS]`. Nothing but Python; nothing of the house is imported.

EXPORT is what `manage.py verify_trail --export` writes, HEADS the file outside that the house adds its heads to. What
each line means and how the bytes are made is told in ../trail.md.
"""

import fileinput
import json
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256 as sha
from typing import Any


def pack(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def earlier(moment: str) -> str:
    return (datetime.fromisoformat(moment[:26]) - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def committed(columns: Any, values: Any, salt: str, left: Any) -> Any:
    """Put a commitment in the place of each word, where the export gives the words themselves."""
    for n, (name, kind) in enumerate(columns):
        if kind not in {"text", "json", "bytes"}:
            continue
        kept = (left or {}).get(name, {})
        own = kept.get("salt", "") if left else sha(bytes.fromhex(salt) + name.encode()).hexdigest()
        if values[n]:
            values[n] = sha(bytes.fromhex(own) + values[n].encode()).hexdigest()
        else:
            values[n] = kept.get("commitment", values[n])
    return values


def main(export: str, heads: str = "") -> int:  # noqa: PLR0915 -- one walk, from the first line to the last
    seals, forms = dict[Any, Any](), dict[int, Any]()
    roots: dict[Any, Any] = defaultdict(lambda: sha(b""))
    until, before, counts, found = dict[int, str](), dict[Any, str](), defaultdict[Any, int](int), list[str]()
    last, erased = (0, 0, "", 0), set[tuple[Any, ...]]()
    for line in fileinput.input(export, encoding="utf-8"):
        what, *rest = json.loads(line)
        if what == "seal":
            header, digest = rest
            chain, position, previous, count, total, root, whole, at = header
            here = f"chain {chain}, seal {position}"
            came = last if last[0] == chain else (chain, 0, "", 0)
            if position != came[1] + 1:
                found.append(f"{here}: a seal is missing, or there are two")
            elif sha(pack(header)).hexdigest() != digest or previous != came[2] or total != came[3] + count:
                found.append(f"{here}: the seal does not follow from what it says")
            seals[chain, position], before[chain, position] = (count, root, digest), until.get(chain, "")
            if whole:
                until[chain] = earlier(at)
            last = (chain, position, digest, total)
        elif what == "form":
            shape, table, columns = rest
            names = [name for name, _kind in columns]
            moments = [name for name, kind in columns if kind == "moment"]
            own = [names.index(name) for name in ("history_date", "at", *moments) if name in names]
            forms[shape] = (table, columns, sha(pack([table, columns])).digest(), own[0] if own else None)
        elif what == "erased":
            erased.add(tuple(rest))
        elif what == "row":
            chain, position, shape, row, digest, values, words = rest
            table, columns, head, own = forms[shape]
            here = f"chain {chain}, seal {position}, {table} {row}"
            roots[chain, position].update(bytes.fromhex(digest))
            counts[chain, position] += 1
            if values and words:
                gone = {(table, row, name) for name, kept in (words[1] or {}).items() if "commitment" in kept}
                if gone - erased:
                    found.append(f"{here}: a word was erased, and no record says by whom")
                values = committed(columns, values, *words)
            if values is None:
                found.append(f"{here}: was removed")
            elif sha(head + pack(values)).hexdigest() != digest:
                found.append(f"{here}: was changed or swapped after it was sealed")
            elif own is not None and values[own] < before.get((chain, position), ""):
                found.append(f"{here}: was inserted later than it says")
        elif what == "unsealed":
            chain, table, row, said = rest
            if said and said < until.get(chain, ""):
                found.append(f"chain {chain}, {table} {row}: was inserted later than it says")
    for (chain, position), (count, root, _digest) in seals.items():
        if counts[chain, position] != count or roots[chain, position].hexdigest() != root:
            found.append(f"chain {chain}, seal {position}: what the seal holds was changed")
    for line in fileinput.input(heads, encoding="utf-8") if heads else ():
        _at, chain, position, digest = line.split()
        if seals.get((int(chain), int(position)), ("", "", ""))[2] != digest:
            found.append(f"chain {chain}, seal {position}: outside, the chain is another from here or before")
    said = f"{len(seals)} seals, {sum(counts.values())} records, {len(erased)} words erased by law, "
    print("\n".join([*found, f"{said}{len(found)} findings"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
