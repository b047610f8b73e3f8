package analyzer

import "github.com/scrutateur/scrutateur/analyzer/internal/flow"

func (w *world) specs(u *flow.Unit, report func(Finding)) {}
