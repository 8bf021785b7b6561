"""Why a practice's count differs from another count of the same children, and how it changed since a baseline."""
