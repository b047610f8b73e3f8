// Package analyzer finds the ways round packages sms and email: places where a Go program sends an SMS or an e-mail whose text
// was not built, and so not proved, screened or timed, by this module.
//
// The rule is the inverse of taint analysis. It does not ask whether something bad reaches a call that sends, but whether
// everything that does originates from an sms.Message, email.Message or sms.Bulk. It reports
//
//   - RAW: a body that was not built reaches a function, a host or a command that sends;
//   - ALTERED: a built text was changed on its way;
//   - RECIPIENT: a built message goes to someone else than its recipient;
//   - PROVIDER-TEMPLATE: the text lives at the provider and cannot be proved here;
//   - UNCHECKED: the error of a function whose answer decides whether a message may leave is ignored, or a ledger in memory,
//     a fixed clock or package unsafe stands beside this module's types outside of tests;
//   - FR-GDPR-OBJECT-NOW: a call takes somebody off the provider's list of oppositions;
//   - EXEMPTION: an exemption without a reason, or one that exempts nothing;
//   - and, for a specification that is constant, every rule of package law that it breaks, at the field that breaks it.
//
// In a program that imports this analyzer every message is political until someone says otherwise, with a reason:
//
//	//scrutateur:transactional the person asked for this receipt
//	func sendReceipt(…)
//
//	smtp.SendMail(…) //scrutateur:ignore RAW alert to our own on-call team
//
// or for whole packages in the configuration, see [Config].
//
// Two drivers share the analysis. [New] makes an analysis.Analyzer for go vet and golangci-lint, which see a package and what
// was found about its imports; package lint loads a whole module and sees what only a whole shows: implementations of an
// interface that another package declares, functions kept in fields, queues.
//
// # Limits
//
// Memory is followed without order: a variable written twice holds either. A text is recognised as a body among the parts of a
// request, or of a message put together by hand, by the names of parameters, fields and keys. Functions as values are followed
// through variables, fields, slices, maps and channels without regard to which object holds them; of what an interface can be, the
// types count that the program makes that interface. Not followed: reflection, unsafe, cgo, text that goes through a file, a
// database or another process (except as a field of the same type), maps with computed keys (any entry is every entry), and
// what packages outside the module do with a text unless the table of package sinks says so. Under go vet a caller of an
// interface that is implemented in a package it does not import is not seen; package lint sees it. docs/linter.md says what
// is known to be missed and to be told wrongly, and on which programs it was tried.
package analyzer
