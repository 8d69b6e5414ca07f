#!/usr/bin/env python3
"""Makes Fixtures/archive-vectors: account archives with one peculiarity or one fault each, and index.json with what a
reader has to say about each.

Nothing of Signet is used, so the vectors hold Signet's reader against a second reading of signet-archive(5).

    make-archive-vectors.py           write them
    make-archive-vectors.py --check   say whether those in place are the ones that would be written

Needs python3-cryptography and libargon2 (Debian: python3-cryptography libargon2-1). The same in every run, as long as
zlib is the same: another version may compress to other bytes of the same meaning.
"""

import os
import sys

sys.dont_write_bytecode = True

from archive_vectors import broken_contents, broken_frames, contents, layouts, sizes  # noqa: E402
from archive_vectors.collection import Collection  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Fixtures", "archive-vectors")


def main():
    vectors = Collection()
    for part in (layouts, contents, broken_frames, broken_contents, sizes):
        part.add(vectors)
    if "--check" in sys.argv[1:]:
        wrong = vectors.differences(FOLDER)
        print("\n".join(wrong) if wrong else f"{len(vectors.files)} vectors are as they should be")
        return 1 if wrong else 0
    vectors.write(FOLDER)
    size = sum(len(data) for data in vectors.files.values())
    print(f"{len(vectors.files)} vectors, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
