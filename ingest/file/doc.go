// Package file reads incidents from files: CSV, JSON and JSON lines.
//
// [Open] makes a connector of a file or folder; [Read] reads one stream. Which of
// these forms it has is told by its header or first object:
//
//   - Ninefold's own. As CSV its columns are external_id and started, and any of
//     title, severity, components, detected, acknowledged, mitigated, resolved,
//     user_share, cause, detected_by and url, in any order; components are
//     separated by semicolons. As JSON the same names in lowerCamel or with
//     underscores, components as an array. severity is critical, major, minor,
//     none or maintenance, and may be left out only with its whole column, which
//     means minor.
//   - The archive of a GitHub status page: incidents.jsonl, or the
//     downtime_windows.csv beside it, which names no components.
//   - Incident objects of Atlassian Statuspage v2, as an array, one a line, or
//     under the key incidents.
//
// JSON is an array, an object a line, or one object.
//
// # Times
//
// RFC 3339, or 2006-01-02 15:04:05 followed by Z, UTC or +00:00. A time without a
// zone could mean two different outages, so it is rejected.
//
// # What is rejected
//
// A row that cannot be read is rejected with its line and reason, and the others
// are read. One whose times are odd is not: it is kept with the quality
// [models.Incident.Judge] gives it. A file that is none of the above is an error at
// once, with its place.
package file
