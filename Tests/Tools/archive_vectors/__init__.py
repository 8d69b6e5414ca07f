"""The parts of make-archive-vectors.py: an implementation of signet-archive(5) that shares no line with Signet's."""
