// The Bytecode module.
