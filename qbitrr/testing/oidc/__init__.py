"""A sign-on provider for tests: `provider.SimulatedProvider` signs everybody in who is sent to it."""
