"""From a base to an adapter, with a recipe, an estimate and a preference."""
