"""What every area of the product uses: who calls, the audit trail, signed links, the outbox, free text."""
