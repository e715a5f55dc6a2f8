package modelfile

import (
	"math"
	"strconv"

	"ninefold/models"
)

// A rule says what a field may hold. It is the one source of the check, of the
// JSON Schema and of the reference in docs/MODEL.md.
type rule struct {
	doc      string // what it is, with unit and default
	required bool
	enum     []string
	in       *interval // of a number; of a duration, in hours
	form     string    // of a string: formID or formCurrency
	defines  string    // what an ID names, one of the noun constants
	names    string    // what the string, or each of the list, refers to: a noun constant
	unique   bool      // of a list: nothing twice
	nonEmpty bool      // of a list
	max      int       // of a list: the most items; 0 is no limit
}

// Forms of strings.
const (
	formID       = "id"
	formCurrency = "currency"
)

// Nouns: what an ID names and a reference refers to. Location and shared are the
// two halves of the domains.
const (
	nounDomain    = "domain"
	nounLocation  = "location"
	nounShared    = "shared domain"
	nounService   = "service"
	nounJourney   = "journey"
	nounSLO       = "slo"
	nounScenario  = "scenario"
	nounComponent = "component"
)

// An interval is a set of numbers. Its ends belong to it unless they are open.
type interval struct {
	low, high         float64
	openLow, openHigh bool
}

var (
	fraction = &interval{low: 0, high: 1}
	share    = &interval{low: 0, high: 1, openLow: true}
	inside   = &interval{low: 0, high: 1, openLow: true, openHigh: true}
	positive = &interval{low: 0, high: math.Inf(1), openLow: true}
	spread   = &interval{low: 1, high: 1000, openLow: true}
	rate     = &interval{low: 0, high: 1e6}
	factor   = &interval{low: 0, high: 1e6}
	money    = &interval{low: 0, high: 1e12}
	version  = &interval{low: 0, high: 1e9}
	count    = &interval{low: 1, high: 1e9}
	replicas = &interval{low: 1, high: 1000}
	tier     = &interval{low: 1, high: 99}
	retries  = &interval{low: 0, high: 100}
)

// has reports whether x lies in the interval; NaN and infinities never do.
func (i *interval) has(x float64) bool {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return false
	case i.openLow && !(x > i.low), !i.openLow && !(x >= i.low):
		return false
	case i.openHigh && !(x < i.high), !i.openHigh && !(x <= i.high):
		return false
	}
	return true
}

// String returns the interval in words: "greater than 0", "in (0, 1]".
func (i *interval) String() string {
	if math.IsInf(i.high, 1) {
		return "greater than " + number(i.low)
	}
	left, right := "[", "]"
	if i.openLow {
		left = "("
	}
	if i.openHigh {
		right = ")"
	}
	return "in " + left + number(i.low) + ", " + number(i.high) + right
}

// number returns x as people write it, without an exponent where that is short.
func number(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

var (
	domainKinds = []string{
		models.DomainProvider, models.DomainRegion, models.DomainDataCentre, models.DomainZone, models.DomainCluster,
		models.DomainNode, models.DomainAuthority, models.DomainDNS, models.DomainConfig, models.DomainImage,
		models.DomainControl, models.DomainOtherShared,
	}
	serviceKinds = []string{
		models.ServiceMicroservice, models.ServiceGateway, models.ServiceDatabase, models.ServiceCache, models.ServiceQueue,
		models.ServiceExternal, models.ServiceVM, models.ServiceMainframe, models.ServiceOther,
	}
	dependencyKinds = []string{models.DependencyHard, models.DependencySoft, models.DependencyAsync}
)

// Fields that several structs have.
var (
	title    = rule{doc: "What people call it; default: the id."}
	owner    = rule{doc: "The team that answers for it."}
	evidence = rule{doc: "Where it was found, as file:line. Written by discovery, kept on every rewrite."}
	records  = rule{doc: "Other names under which incidents mention it; the id and the title always count."}
	source   = rule{doc: "Who says so: expert: …, records: …, vendor: …, drill: …"}
	caller   = rule{doc: "The calling service.", required: true, names: nounService}
	callee   = rule{doc: "The service it calls.", required: true, names: nounService}
	currency = rule{doc: "ISO 4217 code, such as EUR.", form: formCurrency}
)

// must returns r, required.
func (r rule) must() rule {
	r.required = true
	return r
}

// rules says what the fields hold, by Go type and YAML key.
var rules = map[string]map[string]rule{
	"Mesh": {
		"apiVersion":   {doc: "Version of the format.", required: true, enum: []string{models.APIVersion}},
		"kind":         {doc: "What the file holds.", required: true, enum: []string{models.KindMesh}},
		"metadata":     {doc: "Names the model and its version.", required: true},
		"domains":      {doc: "Failure domains: what takes its contents down when it fails."},
		"services":     {doc: "Services: the units that answer requests."},
		"placements":   {doc: "Where the services run, and how many replicas must work there."},
		"links":        {doc: "Networks between two locations. Without one the network is taken not to fail on its own."},
		"dependencies": {doc: "Which service calls which, and what happens when it cannot. Call cycles are legal."},
		"journeys":     {doc: "What users do with the system."},
		"slos":         {doc: "Objectives for the measured availability of a journey or service."},
		"scenarios":    {doc: "Changes to try on the model, with what they cost.", max: 1000},
		"waivers":      {doc: "Accepted policy findings and single points of failure."},
	},
	"Metadata": {
		"name":        {doc: "ID of the model.", required: true, form: formID},
		"title":       {doc: "What people call the programme; default: the name."},
		"version":     {doc: "Version of the model, counting up; default 1.", in: version},
		"description": {doc: "One paragraph."},
		"owner":       owner,
		"example":     {doc: "Invented data: every page and report says so."},
	},
	"FailureDomain": {
		"id":      {doc: "ID, unique among the domains.", required: true, form: formID, defines: nounDomain},
		"kind":    {doc: "What it is. The first six kinds are places, where services run; the others are fates that services share.", required: true, enum: domainKinds},
		"title":   title,
		"parent":  {doc: "Enclosing domain, whose failure takes this one down.", names: nounDomain},
		"failure": {doc: "How often the domain as a whole fails."},
	},
	"Service": {
		"id":       {doc: "ID, unique among the services.", required: true, form: formID, defines: nounService},
		"title":    title,
		"kind":     {doc: "What it is; default microservice.", enum: serviceKinds},
		"tier":     {doc: "1 is the most critical; default: not stated.", in: tier},
		"owner":    owner,
		"shared":   {doc: "Domains without a place whose failure takes the service down.", names: nounShared, unique: true},
		"failure":  {doc: "Failure of the software: all replicas, everywhere."},
		"release":  {doc: "Failure by a release: all replicas at one location."},
		"instance": {doc: "Failure of one replica."},
		"records":  records,
		"evidence": evidence,
	},
	"Placement": {
		"service":  {doc: "The service that runs.", required: true, names: nounService},
		"location": {doc: "A place; default: one location, not named.", names: nounLocation},
		"replicas": {doc: "How many run; default 1.", in: replicas},
		"required": {doc: "How many of them must work; default 1.", in: replicas},
		"spread":   {doc: "Places inside the location: replica i runs in the i-th of them, and around again; default: all run in the location itself.", names: nounLocation},
		"evidence": evidence,
	},
	"Link": {
		"from":    {doc: "One end.", required: true, names: nounLocation},
		"to":      {doc: "The other end. A link works in both directions.", required: true, names: nounLocation},
		"failure": {doc: "How often the link fails."},
	},
	"Failure": {
		"perYear":            {doc: "Failures per year of operation, the mean.", required: true, in: rate},
		"meanTimeToRestore":  {doc: "Mean time from failure to working again.", required: true, in: positive},
		"events":             {doc: "How many failures perYear was counted from: they say how uncertain it is. Takes precedence over errorFactor.", in: count},
		"errorFactor":        {doc: "95th percentile over median of the rate; default 3.", in: spread},
		"restoreErrorFactor": {doc: "The same of meanTimeToRestore; default 2.", in: spread},
		"recordsUntil":       {doc: "Incidents before this are already in perYear; later ones update it."},
		"source":             source,
		"mode":               {doc: "The failure mode in words, such as fails closed."},
		"detectedBy":         {doc: "How it is noticed: alert, users, nobody."},
	},
	"Dependency": {
		"from":     caller,
		"to":       callee,
		"kind":     {doc: "hard: the caller is down without it; soft: degraded; async: down when it is away for longer than buffer; default hard.", enum: dependencyKinds},
		"buffer":   {doc: "How long the caller does without it. Of async, and required there.", in: positive},
		"fallback": {doc: "What answers in its place."},
		"failover": {doc: "Whether calls go to other locations when the local replicas are down."},
		"policy":   {doc: "What the mesh does to the calls."},
		"evidence": evidence,
	},
	"Fallback": {
		"service":       {doc: "The service that answers; default: the caller itself, from a cache or a rule.", names: nounService},
		"effectiveness": {doc: "Probability that it works when needed.", required: true, in: fraction},
		"source":        source,
	},
	"Failover": {
		"outlierDetection": {doc: "Without it failover does nothing, as in Istio.", required: true},
		"order":            {doc: "Locations to try; default: every other, in the order of the model.", names: nounLocation, unique: true},
		"coverage":         {doc: "Probability that the switch works when needed; default: estimated from experiments.", in: fraction},
		"source":           source,
	},
	"CallPolicy": {
		"retries": {doc: "Attempts after the first; default 0.", in: retries},
		"timeout": {doc: "Of one call; default: none.", in: positive},
	},
	"Journey": {
		"id":       {doc: "ID, unique among the journeys.", required: true, form: formID, defines: nounJourney},
		"title":    title,
		"entries":  {doc: "Services the user's request meets first; all must be reachable.", required: true, names: nounService, unique: true, nonEmpty: true},
		"ingress":  {doc: "Where users come in; default: wherever the first entry is placed, in equal shares."},
		"reroute":  {doc: "Whether users of a location that is down are sent to another; default: they stay there."},
		"target":   {doc: "Availability objective for a year, a fraction such as 0.9995; default: none.", in: inside},
		"weight":   {doc: "Share of the programme's users; default 1.", in: share},
		"critical": {doc: "Counts in the executive figures."},
		"owner":    owner,
		"cost":     {doc: "What its downtime costs."},
		"records":  records,
		"evidence": evidence,
	},
	"Ingress": {
		"location": {doc: "Where these users come in.", required: true, names: nounLocation},
		"share":    {doc: "Their share of the journey's users. The shares of a journey add up to 1.", required: true, in: share},
	},
	"Reroute": {
		"effectiveness": {doc: "Probability that it works when needed.", required: true, in: fraction},
		"source":        source,
	},
	"Cost": {
		"currency":      currency.must(),
		"perMinute":     {doc: "Per minute of downtime.", required: true, in: money},
		"perOccurrence": {doc: "Per outage, on top; default 0.", in: money},
		"setBy":         {doc: "Who set the figure."},
		"setOn":         {doc: "When it was set."},
	},
	"SLO": {
		"id":        {doc: "ID, unique among the SLOs.", required: true, form: formID, defines: nounSLO},
		"title":     title,
		"journey":   {doc: "The journey it is about. Exactly one of journey and service is given.", names: nounJourney},
		"service":   {doc: "The service it is about.", names: nounService},
		"objective": {doc: "A fraction such as 0.999.", required: true, in: inside},
		"window":    {doc: "Rolling window; default 30d.", in: positive},
		"critical":  {doc: "Counts in the executive figures."},
		"owner":     owner,
	},
	"Scenario": {
		"id":          {doc: "ID, unique among the scenarios.", required: true, form: formID, defines: nounScenario},
		"title":       {doc: "What to do, in the imperative: let fraud scoring fail open.", required: true},
		"changes":     {doc: "Applied in order.", required: true, nonEmpty: true, max: 1000},
		"costOnce":    {doc: "Cost of making the change; default 0.", in: money},
		"costPerYear": {doc: "Cost of keeping it, per year; default 0.", in: money},
		"currency":    currency,
		"leadTime":    {doc: "From decision to effect.", in: positive},
		"owner":       owner,
		"buildsOn":    {doc: "Another scenario, applied first.", names: nounScenario},
		"rationale":   {doc: "Why it is worth trying."},
	},
	"Change": {
		"setFallback": {doc: "Give a dependency a fallback."},
		"setFailure":  {doc: "Scale the failure data of one component."},
		"setReplicas": {doc: "Change a placement."},
		"setKind":     {doc: "Make a dependency hard, soft or async."},
		"setFailover": {doc: "Give a dependency a failover policy."},
	},
	"SetFallback": {
		"from": caller, "to": callee,
		"fallback": {doc: "The new fallback.", required: true},
	},
	"SetFailure": {
		"component":     {doc: "service:ID, release:ID, instance:ID or domain:ID; it must have failure data.", required: true, names: nounComponent},
		"rateFactor":    {doc: "Multiplies perYear: 0.1 is a tenth of the failures; default 1.", in: factor},
		"restoreFactor": {doc: "Multiplies meanTimeToRestore; default 1.", in: &interval{low: 0, high: 1e6, openLow: true}},
	},
	"SetReplicas": {
		"service":  {doc: "The service whose placement changes.", required: true, names: nounService},
		"location": {doc: "The location of that placement; default: the one that is not named.", names: nounLocation},
		"replicas": {doc: "How many run.", required: true, in: replicas},
		"required": {doc: "How many must work; default: as before.", in: replicas},
		"spread":   {doc: "Places inside the location; default: as before.", names: nounLocation},
	},
	"SetKind": {
		"from": caller, "to": callee,
		"kind":   {doc: "The new kind.", required: true, enum: dependencyKinds},
		"buffer": {doc: "Of async, and required there.", in: positive},
	},
	"SetFailover": {
		"from": caller, "to": callee,
		"failover": {doc: "The new policy.", required: true},
	},
	"Waiver": {
		"rule":     {doc: "A policy rule ID, or single-point.", required: true},
		"subject":  {doc: "The service, journey or component it is about.", required: true},
		"reason":   {doc: "Why it is acceptable.", required: true},
		"approver": {doc: "Who accepts it.", required: true},
		"until":    {doc: "When it ends, exclusive. A waiver always ends.", required: true},
	},
}
