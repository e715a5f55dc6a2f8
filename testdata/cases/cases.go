// Package cases embeds the bundled case studies, so that the binary can show one
// without a file beside it. All their data are invented.
package cases

import "embed"

// Files holds one folder per case: model.yaml, incidents.csv, expected.json and
// a README.md with what to notice.
//
//go:embed bank-mesh
var Files embed.FS
