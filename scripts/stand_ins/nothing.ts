// Stands in, in the bundle, for modules that commander names only to start programs beside its own, of which there are none.

export default {};
