package router

import (
	"slices"
	"strings"
)

// Shortener reports whether a host, in lower case and without "www.", is a public shortener: its links hide another address.
func Shortener(host string) bool { return slices.Contains(shorteners, host) }

// HasLink reports whether phones make a link of something in the text: a URL, or a name that ends in a top-level domain.
func HasLink(text string) bool {
	spans, _ := links(text)
	return len(spans) > 0
}

// shorteners are hosts whose short links hide another address. All but the last line stand in the list of active
// shorteners that Peter Dave Hello keeps (github.com/PeterDaveHello/url-shorteners, file list, commit 0137a431b5ca): those of
// general use, and those met in French messages. The last line is named by smsmode, "Pourquoi certains liens raccourcis sont
// bloqués dans les SMS" (support.smsmode.com): what operators block, and smsmode's own. Data, closed: a short domain of the
// campaign's own is none, and a shortener that is not here is found as a domain that is none of the notice's.
var shorteners = strings.Fields(`
	bit.ly bitly.com bl.ink b.link buff.ly bytl.fr clc.am cli.re cutt.ly cutt.us da.gd dlvr.it dub.sh eepurl.com goo.gl
	ht.ly hubs.la hubs.li hubs.ly icit.fr ift.tt iplogger.com is.gd j.mp lc.cx link.infini.fr lnkd.in lstu.fr
	minilink.io n9.cl okok.fr ow.ly owl.li ovh.to qrco.de rb.gy rebrand.ly replug.link s.id short.gy shorturl.asia shorturl.at
	shorturl.com smarturl.it snip.ly surl.li t.co t.ly tiny.cc tiny.one tiny.pl tinyurl.com tr.ee trib.al u.nu url2.fr urla.ru
	urlr.me urls.fr urlz.fr v.gd vo.la x.gd xurl.es zpr.io zurl.co zurl.ws
	pixelme.me switchy.io sms.bo`)
