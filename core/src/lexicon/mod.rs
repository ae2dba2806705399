//! Word lists: linguistic knowledge as data, a folder a language.
