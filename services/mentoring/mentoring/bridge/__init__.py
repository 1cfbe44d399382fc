"""From first contact to an embedded service: contact, mapping, kooste, needs, plans, adoptions."""
