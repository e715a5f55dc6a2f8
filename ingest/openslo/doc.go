// Package openslo reads and writes OpenSLO v1, the vendor-neutral format of
// service level objectives.
//
// [Parse] reads the objects of a file: SLO, SLI, Service, AlertPolicy,
// AlertCondition, AlertNotificationTarget and DataSource, in any order, and joins
// those that name one another. [Marshal] writes SLO objects. What either cannot
// carry over is a note, never dropped silently. Connection details of data
// sources, which may hold secrets, are left behind on purpose.
//
// Targets may be fractions or percentages. A rolling window of months, quarters or
// years, whose length the format leaves open, is read as 30, 91 or 365 days, with
// a note; a calendar one keeps its unit.
//
// Source: https://github.com/OpenSLO/OpenSLO, README of version v1.
package openslo
