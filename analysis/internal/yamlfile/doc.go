// Package yamlfile reads YAML and JSON files node by node: every fault with its line
// and column, all at once, keys that are not known with a hint at the one meant. A
// parser embeds a [Reader] and says what to do with each key.
package yamlfile
