// Package specfile reads YAML files of specifications strictly and with places.
//
// [Read] turns a file into the top mappings of its documents, each an [Object].
// The methods of an Object read one key each and note what is wrong with its
// value; [File.Err] then has all problems at once, each as "file:line:col: path:
// message". What no one has read is listed by [File.Unread], so that a reader
// drops nothing silently.
//
// Input is limited: [MaxBytes], [MaxNodes] and [MaxDepth]. Anchors, aliases, merge
// keys and custom tags are refused, for they make of a small file a large or
// another one, and so are keys that stand twice.
package specfile
