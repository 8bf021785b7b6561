"""One practice from invitation to close: slots, bookings, attempts to arrange, the record of the visit."""
