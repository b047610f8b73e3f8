package optout

import (
	"regexp"
	"slices"
	"strings"
)

// patterns are what ParseReply knows of language, compiled. Words are folded and stand between single spaces, so
// every pattern begins and ends with one. All patterns are linear in the text (RE2).
type patterns struct {
	keyword  map[string]bool // alone they are an objection
	slip     []string        // keywords long enough to be known with one slip
	noSlip   map[string]bool // words that are one letter from a keyword and mean something else
	filler   map[string]bool // politeness and emphasis, which changes no keyword
	about    map[string]bool // words on messages, which changes none either
	polite   *regexp.Regexp  // the same in several words
	closing  *regexp.Regexp  // the formula after which a name stands
	letters  *regexp.Regexp  // a word letter by letter
	certain  []rule
	reviewed []rule
	masks    []mask

	reaction, quote, quotedLine     *regexp.Regexp
	limited, request, regret, start *regexp.Regexp
	channel                         *regexp.Regexp
	speaker                         *regexp.Regexp // words of who speaks, or is spoken to
	personal                        *regexp.Regexp // words that tell messages to me from politics
	access, source, erasure         *regexp.Regexp
	rectification                   *regexp.Regexp
}

// rule is a pattern and why it counts. When ok is there it has to agree to what stands before and after the match.
type rule struct {
	reason Reason
	re     *regexp.Regexp
	ok     func(before, match, after string) bool
}

// mask is a pattern that takes words out of a sentence before it is judged.
type mask struct {
	re      *regexp.Regexp
	negated bool                              // else a topic
	veto    func(sentence, match string) bool // keeps the words after all
}

// parts are the words from which patterns are made. A slip or an ending here and there is allowed for.
var parts = strings.NewReplacer(
	// messages, by names that are nothing else in politics; and by names that are
	"{MSG}", `(?:sms|mess?ages?|mesage|msgs?|mms|textos?|e ?mails?|emails?|mails?|courriels?|spams?|sollicitations?|relances?|newsletters?|demarchages?|notifs?|notifications?|texts?|prospections?)`,
	"{ADS}", `(?:pubs?|publicites?|envois?|propagandes?|campagnes?|tracts?|appels?|prospectus|communications?)`,
	// what a sender does to me
	"{SEND}", `(?:envoy\w*|envoi\w*|envoie\w*|ecri\w*|contact\w*|recontact\w*|harcel\w*|spam\w*|sol+icit\w*|derang\w*|embet\w*|saoul\w*|soul[aeo]\w*|importun\w*|relanc\w*|demarch\w*|texto\w*|messag\w*|appel\w*|rappel\w*|emmerd\w*|inond\w*|bombard\w*|adress\w*|transmet\w*|ennuy\w*|fatigu\w*|gonfl\w*|bassin\w*|pollu\w*|agac\w*|casser)`,
	"{STOPV}", `(?:stop\w*|ar+et(?:e\w*|ons|iez|i)|ar+et|cess(?:e|es|ez|er|ent|iez|ons|ation)|halte|finiss\w*)`,
	"{OUTV}", `(?:desab\w*|desins\w*|desincri\w*|retir\w*|enlev\w*|sup+rim\w*|sup+res+\w*|efface\w*|ray(?:e\w*|ons)|ote(?:r|z|s)?|radi\w*|blacklist\w*|exclu\w*)`,
	"{NOT}", `(?:plus|plu|pu|pus|pas|jamais|aucune?|rien)`,
	"{WANT}", `(?:j?veu\w{0,3}|voul\w*|souhait\w*|desir\w*|voudr\w*|aimer\w*|prefer\w*|demand\w*|accept\w*|autoris\w*)`,
	"{NUM}", `(?:numero|num|nums|n|tel|telephone|portable|06|07|mail|adresse|email|nom|contact|profil|ligne)`,
	"{DATA}", `(?:coordonnees|donnees|infos?|informations?|numeros?|contacts?)`,
	"{LIST}", `(?:listes?|listings?|fichiers?|fichier\w*|bases?|repertoires?|diffusion|mailings?|carnet\w*|contacts|bdd)`,
	"{YOUR}", `(?:vos|votre|ton|tes|ta|la|cette|ces|toutes?|toute?s? vos|tous|tous vos|tous les|leurs?|les)`,
	// one to n words of any kind
	"{1}", `(?:\S+ ){0,1}?`, "{2}", `(?:\S+ ){0,2}?`, "{3}", `(?:\S+ ){0,3}?`, "{4}", `(?:\S+ ){0,4}?`, "{6}", `(?:\S+ ){0,6}?`,
)

func compile(pattern string) *regexp.Regexp {
	return regexp.MustCompile(strings.ReplaceAll(parts.Replace(pattern), "~", "(?: |$)"))
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[squeeze(w, 1)] = true
	}
	return m
}

func newPatterns() *patterns {
	p := &patterns{
		keyword: set(`stop stopall stopsms stoppub stopmsg stoppez stopper stopped arret arrets arrete arreter arretez arretes
			desabonner desabonnement desabonne desabonnez desabo desab desinscrire desinscription desinscris desinscrit desinscrivez
			unsubscribe unsub unsuscribe optout cancel end quit quitter revoke remove fin halte resilier resiliation resiliez annuler annulation annulez desactiver
			radiation radier radiez rayer rayez retirer retirez retrait enlever enlevez supprimer supprimez suppression effacer effacez cesser cessez cesse opposition
			abmelden baja basta paouez echuin parar sair cancelar annulla interrompi esci cancella gelditu atura arresta areta td ctop توقف قف`),
		slip: []string{"stop", "arret", "arreter", "arretez", "desabonner", "desabonnez", "desabonnement", "desinscrire", "desinscription", "unsubscribe", "optout", "stopsms", "stoppub"},
		noSlip: set(`top tops stp shop scop step stup slop stow stock strop stone store story spot arrest barret garret jarret carret arene arpent arriere
			arrive arriver arrivez arreter1 abreter spto1`),
		filler: set(`bonjour bonsoir salut hello hi bjr bsr slt coucou svp stp sil plait plais merci mercie mrc beaucoup avance cordialement cdt cdlt salutations
			respectueusement madame monsieur mme mr mlle messieurs mesdames please pls plz thanks thank you thx ok oui ouais d accord bon ben bah alors donc allez allo
			maintenant all tt immediat immediate immediatement tout de suite definitivement definitif definitive vite now enfin ici la ca cela tous toutes encore absolument urgent final et a vous
			journee soiree bonne`),
		about: set(`sms pub pubs message messages texto textos mail mails email mms newsletter prospection sollicitation sollicitations demarchage spam spams notification notifications
			envoi envois text texts msg au aux to vos votre les ces des de d du par tel telephone politique politiques electoral electoraux`),
		polite: compile(` (?:s il (?:vous|te) (?:plait|plai|plais|plaît)|non merci|a l avance|d avance|bien a vous|une bonne fois pour toutes?|a tout jamais|pour toujours|quand meme|ca suffit|c est bon|c bon|desolee?|mais|` +
			`bon(?:ne)? (?:chance|campagne|courage|continuation|journee|soiree|fin de journee|week end|weekend|dimanche|route|nuit|annee)|` +
			`envoye (?:de|depuis|a partir) .*|sent from .*|obtenez outlook.*)~`),
		closing: compile(` (?:cordialement|cdlt|cdt|bien a vous|salutations|respectueusement|regards|amicalement)~`),
		letters: regexp.MustCompile(`(?:^|[^\pL\pN])((?:[\pL\pN][ .\-_*·]{1,2}){3,}[\pL\pN])(?:$|[^\pL\pN])`),
	}
	p.reading()
	p.asking()
	p.certainty()
	p.suspicion()
	p.harmless()
	return p
}

// reading is what belongs to somebody else's words.
func (p *patterns) reading() {
	const reactions = `a (?:aim[eé]|ador[eé]|soulign[eé]|ri (?:a|à|de)|mis en (?:evidence|évidence)|pos[eé] une question (?:sur|a|à)|interrog[eé]|mis un point d['’]interrogation (?:a|à|sur)|r[eé]agi (?:par|avec )?\s*\S+ (?:a|à)|r[eé]agi (?:a|à)|retir[eé] [^«“"]{1,40} (?:de|du|a|à))` +
		`|n['’]a pas aim[eé]` +
		`|(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S+ to|removed an? [a-z ]{1,30} from)` +
		`|[^\pL\pN\s«»“”"]{1,8} (?:a|à|to)`
	p.reaction = regexp.MustCompile(`(?is)^\s*(?:` + reactions + `)\s*(?:«(.*)»|“(.*)”|"(.*)")\s*(.*)$`)
	p.quote = regexp.MustCompile(`(?s)«([^»]*)»|“([^”]*)”|"([^"]*)"`)
	p.quotedLine = regexp.MustCompile(`(?m)^[ \t]*>.*$`)
}

// asking is what a reply asks for besides.
func (p *patterns) asking() {
	p.access = compile(` (?:droit d acces|acces a mes {DATA}|quel(?:le)?s? (?:sont )?(?:les )?{DATA} {3}(?:avez|as|detenez|possedez|conservez|sur moi|me concern\w*)|` +
		`{DATA} {2}(?:que )?vous (?:avez|detenez|possedez|conservez) {1}sur moi|(?:savez|sais) {2}(?:sur|de) moi|copie {2}(?:de )?(?:mes|toutes mes) {DATA}|` +
		`communiqu\w* {2}mes {DATA}|article 15|what (?:data|information) {4}(?:about|on) me|copy of my data)~`)
	p.source = compile(` (?:comment {4}(?:mon|mes|ce|me) {1}(?:numero|num|coordonnees|tel|telephone|06|07|mail|contact|adresse|portable|donnees|connai\w*)|` +
		`comment (?:avez|as|vous avez|t as|tu as) {3}(?:eu|obtenu|trouve|recupere) {1}(?:mon|mes|ce)|` +
		`(?:d ou|ou) {4}(?:mon|mes|ce) (?:numero|num|coordonnees|tel|telephone|06|07|mail|contact|adresse|portable|donnees)|d ou (?:tenez|sortez|tiens|vient|viennent|avez) {2}(?:mon|mes|ce)|` +
		`qui (?:vous|t) (?:a|ont) {2}(?:donne|file|fourni|transmis|communique|vendu|refile|passe) {1}(?:mon|mes|ce)|` +
		`(?:origine|provenance|source) (?:de|du|des) (?:mes |mon |ces |ce )?(?:donnees|coordonnees|numero|contact|informations)|` +
		`(?:how|where) (?:did|do|have) you (?:get|got|find|obtain) my|who gave you my)~`)
	p.erasure = compile(` (?:(?:sup+rim\w*|efface\w*|detrui\w*|sup+res+ion\w*|effacement|oubli) {4}(?:mes|mon|mes propres|notre|nos|ses|leurs?|son|sa|ce|toutes mes|de) {1}(?:donnees|coordonnees|numero\w*|num|nom|fiche|infos?|informations?|compte|profil|tel|telephone|mail|adresse|contact)|` +
		`(?:donnees|coordonnees|numero) {4}(?:sup+rim\w*|efface\w*|detrui\w*)|droit a l (?:oubli|effacement)|article 17|art 17|^ (?:suppression|effacer|supprimer|supprimez|effacez) $|` +
		`(?:delete|erase) {2}(?:my|all|this) {1}(?:number|data|details|information|contact))~`)
	p.rectification = compile(` (?:(?:corrig\w*|rectifi\w*|modifi\w*|changez|changer|mettez a jour|mettre a jour) {2}(?:mon|mes|ma|le|l) {1}(?:nom|prenom|adresse|numero|donnees|coordonnees|fiche|orthographe)|` +
		`(?:mon|mes|le) (?:nom|prenom) {1}(?:s ecrit|s orthographie|n est pas|est mal)|je m appelle {3}(?:et )?(?:pas|non)|ce n est pas mon (?:nom|prenom)|(?:ai|avons) demenage|nouvelle adresse|(?:mon|ma|mes) (?:adresse|nom|prenom|numero|coordonnees) {1}(?:a|ont) change|(?:ai|avons) change (?:de |d )(?:adresse|nom|numero|prenom)|` +
		`n habite plus|c est (?:madame|monsieur) {1}(?:et )?(?:pas|non)|erreur {2}(?:dans|sur) (?:mon|mes) (?:nom|prenom|adresse|donnees|coordonnees)|droit de rectification|article 16)~`)

	p.limited = compile(` (?:dimanches?|soirs?|matins?|nuits?|week ends?|weekends?|samedis?|(?:jour|jours) feries?|apres \d+\w*|avant \d+\w*|\d+ ?h(?:\d\d)?|\d+ heures?|midi|minuit|pendant {3}(?:vacances|travail)|` +
		`si (?:vous [^p]\S*|tu|je|j|ca|on)|sauf|uniquement|seulement|plutot|prefer\w*)~| pas par (?:sms|texto|message|telephone|mail)~`)
	p.channel = compile(` (?:par|plutot|prefer\w*) {3}(?:mail|e mail|email|courriel|courrier|lettre|telephone|sms|texto)~`)
	p.request = compile(` (?:pouv\w*|pourr\w*|peux|peut|merci|svp|s il vous|possible|quand|voul\w*|voudr\w*|combien|can|could|please|will)~`)
	p.regret = compile(` (?:plaisant\w*|rigol\w*|par erreur|je me suis tromp\w*|annul\w* (?:le|mon) stop|ne tenez pas compte|pas tenir compte|faute de frappe|finalement non)~`)
	p.start = compile(`^ (?:start|unstop|go|reprendre|reprise|reabon\w*) (?:(?:svp|merci|sms) )*$| (?:reabon\w*|re abon\w*|reinscri\w*) | (?:recevoir|envoy\w*|reprendre|reprenez) {2}(?:de|a) nouveau | (?:de|a) nouveau (?:recevoir|vos) `)
	p.speaker = compile(` (?:je|j|vous|tu|te|t)~`)
	p.personal = compile(` (?:{MSG}|{SEND}|me|m|moi|mon|ma|mes|vos|votre|tes|recevoir|recois|ca|cela|numero|telephone|tel|portable|pubs?|publicites?|listes?|fichiers?|\d{5}|36|tout|tous|text|texting|messaging|sending)~`)
}

// certainty is what cannot be taken for anything else.
func (p *patterns) certainty() {
	add := func(pattern string, ok ...func(before, match, after string) bool) {
		r := rule{reason: ReasonSentence, re: compile(pattern)}
		if len(ok) > 0 {
			r.ok = ok[0]
		}
		p.certain = append(p.certain, r)
	}
	// "stop à vos sms", "arrêtez les messages": unless the messages are of something, of hatred say.
	add(` {STOPV} {3}(?:vos|votre|tes|ton|ces|cet|les|aux|tous|toutes?|avec|a|de|d|des|l) {2}(?:{MSG}|{ADS} de votre part)~`, ofNothingElse)
	add(` {STOPV} {1}(?:vos|votre|tes|ton) {1}{ADS}~`, ofNothingElse)
	add(` (?:vos|votre|tes|ces|les|aux) {1}{MSG} (?:ca |doivent |il faut (?:que )?)?{STOPV}~`)
	// "arrêtez de m'envoyer", "stop sending me"
	add(` {STOPV} {4}(?:me|m|moi) {1}{SEND}~`)
	add(` {STOPV} {1}(?:de |d )?m(?:envoy|ecri|contact|appel|harcel)\w*~`)
	add(` {STOPV} {2}(?:de |d )(?:nous )?{SEND} {3}(?:{MSG}|ma|mon|mes|moi|ce numero)~`, ofNothingElse)
	add(` {STOPV} {2}(?:tout |toute |tous |toutes )(?:envois?|contact|{MSG})~`)
	// "ne m'écrivez plus", also without ne; not "vous ne m'écrivez plus", which regrets it
	add(` (?:me|m|nous) {SEND} {1}(?:plus|plu|pu|pas|jamais|rien)~`, imperative)
	add(` ne m(?:envoy|ecri|contact|appel)\w* {1}(?:plus|plu)~`)
	add(` ne {SEND} plus {3}(?:{MSG}|moi|mon|ma|ce numero)~`)
	add(` ne (?:plus|pas|jamais) {2}(?:me |m |nous |etre |vouloir )?(?:{SEND}|recevoir|etre {1}(?:contact|sol+icit|derang|demarch|importun)\w*)~`)
	add(` (?:que|qu) (?:vous|tu|on) {1}(?:ne |n )?(?:me|m) {SEND} (?:plus|pas|jamais)~`)
	// "je ne veux plus recevoir"
	add(` {WANT} (?:vraiment |surtout |absolument )?{NOT} {1}(?:recevoir|de recevoir|re[cs]+evoi\w*|recvoir|avoir) {4}(?:{MSG}|{ADS}|rien|ca|cela|vous|vos|votre part)~`, ofNothingElse)
	add(` {WANT} (?:vraiment |surtout )?{NOT} (?:rien )?recevoir {1}$`)
	add(` {WANT} {NOT} (?:d |de )?etre {1}(?:contact|recontact|sol+icit|derang|demarch|importun|harcel|spam|inscri|fich|appel)\w*~`)
	add(` {WANT} (?:d )?{NOT} (?:de |d |du |des |avoir |voir )*(?:vos |tes |ces |ce genre de |votre |autres? )*(?:{MSG}|pub|pubs|publicites?|vos (?:infos?|nouvelles|informations|actualites|{ADS}))~`, notMore)
	add(` {WANT} {NOT} que (?:vous|tu|l on|on) {1}(?:me|m) {SEND}~`)
	add(` refus\w* (?:\S+ ){0,2}?(?:recevoir|etre {1}(?:contact|sol+icit|derang|demarch)\w*|{MSG}|vos {ADS})~`)
	// "plus de sms"
	add(`^ (?:(?:bonjour|bonsoir|merci|svp|stop|non|ok) )*(?:plus|pas|aucune?|zero|plus aucune?|plus jamais) (?:de |d |des )?(?:vos |ces |tes |autres? |aucune? )?{MSG}~`, ofNothingElse)
	add(` (?:marre|ras le bol|assez|soupe) (?:de |d |des )(?:vos|tes|recevoir|ces|votre) {2}(?:{MSG}|pubs?)~`)
	add(` degag\w* {1}(?:vos|tes|votre) {1}{MSG}~`)
	// "retirez-moi de votre liste"
	add(` {OUTV} {3}(?:mon|ce|notre|son) {NUM}~`)
	add(` {OUTV} {3}mes {DATA}~`)
	add(` {OUTV} (?:(?:moi|nous|(?:mon|ma|mes|son|sa|ses|notre) \S+|(?:ce|cet|cette) (?:numero|num|contact|tel|telephone|adresse|mail)|svp|stp|immediatement|merci) ){0,3}(?:de|dans|sur|du|des) {YOUR} {1}{LIST}~`, notElectoral)
	add(` {OUTV} (?:moi|nous)~`, tailOfRemoval)
	add(` (?:me|m|nous) {OUTV}~`, tailOfRemoval)
	add(` (?:desab\w*|desinscri\w*) (?:de cette liste|de vos|de votre|{1}moi)~`, notElectoral)
	add(` {WANT} {3}(?:desab\w*|desinscri\w*|ma radiation|mon retrait)~`, notElectoral)
	add(` je (?:me )?(?:desabon\w*|desinscri\w*)~`, notElectoral)
	add(` (?:sortez|sortir|virez|mettez|sors|vire) (?:moi|me) {1}(?:de|sur) {2}(?:{LIST}|liste rouge)~`)
	add(` (?:me|m) (?:sortir|virer|mettre) {1}(?:de|sur) {2}(?:{LIST}|liste rouge)~`)
	add(` quitter {2}{LIST}~`, notElectoral)
	add(` (?:blacklist\w*|bloqu\w*) (?:moi|mon {NUM})~`)
	add(` (?:perd\w*|oubli\w*|jet\w*) (?:mon {NUM})~`)
	add(` oubli(?:e|es|ez|er) moi~`, tailOfRemoval)
	add(` (?:met\w*|mis) fin (?:a|aux) {2}(?:{MSG}|envois?)~`)
	// "laissez-moi tranquille"
	add(` (?:laiss\w*|fout\w*|fich\w*) (?:moi|me) {1}(?:tranquil\w*|trankil\w*|paix|la paix|en paix)~`)
	add(` lach\w* moi~`)
	add(` (?:inutile|pas la peine|plus la peine|pas besoin) (?:de|d) {1}(?:me |m |nous )?(?:{SEND}|insist\w*)~`)
	// the words of the law
	add(` (?:m oppose|oppose moi|m opposer) {2}(?:a|au|aux|formellement) {6}(?:utilis\w*|traitement|{MSG}|donnees|reception|coordonnees|envoi\w*|recevoir|etre contacte\w*)~`)
	add(` (?:exerc\w*|fais valoir|invoque|utilis\w*|demande) {3}droit d opposition~`)
	add(` opposition {1}(?:a|au|aux) {2}(?:{MSG}|traitement|utilisation|toute sollicitation|envoi)~`)
	add(` retir\w* {1}mon (?:consentement|accord|autorisation)~`)
	add(` (?:n |ne )?(?:autorise|consens|accepte) (?:plus|pas) {2}(?:vous )?{3}(?:{SEND}|recevoir|utilis\w*|contact\w*)~`)
	// the complaint that STOP did nothing
	add(` (?:deja|fois|encore|toujours|hier) {6}(?:stop|arreter|desinscri\w*|desab\w*|arret)~`, imperativeOrFirst)
	add(` (?:j ai|je vous ai|j avais|je vous avais|ai) {2}(?:dit|ecrit|envoye|repondu|tape|mis|fait|demande) {2}stop~`)
	add(` (?:je|j) {1}(?:dit|ecris|envoie|reponds|tape|mets|fais|demande) {1}stop~`)
	add(` stop {1}(?:ne |n )?(?:fonctionn\w*|march\w*|sert a rien|est ignore)~`)
	// English
	add(` (?:stop|quit|cease) (?:texting|messaging|contacting|calling|spamming|bothering|harassing|sending) {1}(?:me|us|messages|texts|sms|this number|my phone|$)`)
	add(` (?:please|pls) (?:stop|quit|cease) (?:texting|messaging|contacting|sending|the texts|the messages)~`)
	add(` (?:do not|don t|dont|never|stop) (?:text|contact|message|call|write|email|sms|send) {1}(?:me|us|this|again|anymore|messages|texts)~`)
	add(` (?:remove|take|delete) {1}(?:me|my (?:number|name)) (?:off|from)~`)
	add(` (?:remove|unsubscribe|opt|take) me(?: out| off)?~`)
	add(` (?:want|wish|like) to (?:opt out|unsubscribe|be removed)~`)
	add(` no more (?:texts?|messages?|sms|emails?)~`)
	add(` leave me alone~`)
	add(` (?:lose|delete|erase|remove) {1}(?:my|this) (?:number|data|details|contact)~`)
}

// ofNothingElse refuses "messages de haine" and "campagnes de dénigrement": messages that are not to me.
func ofNothingElse(before, match, after string) bool {
	after = strings.TrimSpace(after)
	first, rest, _ := strings.Cut(after, " ")
	switch first {
	case "de", "d", "contre", "entre", "qui", "haineux", "haineuses", "racistes", "sexistes", "ciblees", "commerciaux":
		next, _, _ := strings.Cut(rest, " ")
		return slices.Contains([]string{"votre", "ta", "vous", "la", "ce", "cette", "pub", "pubs", "publicite", "campagne", "propagande", "politique", "merde", "suite", "part", "prospection", "votes"}, next)
	case "sur", "dans", "a", "au", "aux":
		next, _, _ := strings.Cut(rest, " ")
		return slices.Contains([]string{"mon", "ma", "mes", "ce", "moi", "notre", "votre"}, next) || strings.Trim(next, "0123456789") == ""
	}
	return true
}

// imperative refuses a sentence with a subject: "vous ne m'envoyez plus de messages" is a regret.
func imperative(before, match, after string) bool {
	words := strings.Fields(before)
	if n := len(words); n > 0 && (words[n-1] == "ne" || words[n-1] == "n") {
		words = words[:n-1]
	}
	// Without the ending of an imperative or an infinitive, "m'envoie plus" may be of a third person who stands before it.
	if verb := strings.Fields(match)[1]; !strings.HasSuffix(verb, "ez") && !strings.HasSuffix(verb, "er") {
		if n := len(words); n > 0 && !slices.Contains([]string{"et", "mais", "donc", "svp", "stp", "merci", "stop", "alors", "de", "bonjour", "bonsoir"}, words[n-1]) {
			return false
		}
	}
	if n := len(words); n > 0 && slices.Contains([]string{"vous", "tu", "on", "il", "ils", "elle", "elles", "qui"}, words[n-1]) {
		return n > 1 && slices.Contains([]string{"que", "qu"}, words[n-2]) // "je préfère que vous ne m'écriviez plus"
	}
	return true
}

// imperativeOrFirst takes the complaint of whoever speaks of himself.
func imperativeOrFirst(before, match, after string) bool {
	s := before + after
	for _, w := range []string{" je ", " j ", " me ", " m ", " recois ", " combien ", " que "} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// notMore refuses "je veux plus de messages" without ne, which may ask for more; with vos it does not.
func notMore(before, match, after string) bool {
	if !strings.Contains(match, " plus ") || strings.HasSuffix(before, " ne") || strings.HasSuffix(before, " n") {
		return true
	}
	return strings.Contains(match, " vos ") || strings.Contains(match, " tes ") || strings.Contains(match, " ces ") || strings.Contains(match, " votre ")
}

// notElectoral refuses the lists of voters: leaving them is another wish.
func notElectoral(before, match, after string) bool {
	return !strings.HasPrefix(strings.TrimSpace(after), "electoral") && !strings.Contains(after, " electoral")
}

// tailOfRemoval takes "retirez-moi" and "retirez-moi de …", not "retirez-moi cette taxe".
func tailOfRemoval(before, match, after string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	return first == "" || slices.Contains([]string{"de", "d", "du", "des", "svp", "stp", "s", "merci", "immediatement", "maintenant", "tout", "definitivement", "vite", "please", "et", "sinon", "bande", "off", "from", "now"}, first) && notElectoral(before, match, after)
}

// suspicion is what a human has to read.
func (p *patterns) suspicion() {
	add := func(reason Reason, pattern string, ok ...func(before, match, after string) bool) {
		r := rule{reason: reason, re: compile(pattern)}
		if len(ok) > 0 {
			r.ok = ok[0]
		}
		p.reviewed = append(p.reviewed, r)
	}
	add(ReasonPerson, ` (?:mauvais|faux|erreur de|tromp\w* de) (?:numero|num|personne|destinataire|contact)~`)
	add(ReasonPerson, ` (?:vous|tu) (?:vous|t|te) {1}tromp\w*~| (?:je ne suis pas|je suis pas|c est pas|ce n est pas) (?:m|mr|mme|monsieur|madame|mlle|celui|celle|la bonne personne|le bon|la personne|moi|son numero|le numero)~`)
	add(ReasonPerson, ` (?:n est|c est) plus (?:le |son |mon )(?:numero|tel|telephone)~| (?:connais|connait) (?:pas|personne) {2}(?:nom|personne|$)| wrong (?:number|person)~`)
	add(ReasonPerson, ` (?:ai|a|as|fille de|fils de|enfant de) (?:\d|1[0-7]) ans~| (?:suis|est) {1}mineure?~| (?:telephone|tel|numero|portable) {2}(?:fille|fils|enfant\w*|petit\w*|gamin\w*)~`)
	add(ReasonPerson, ` (?:est|a ete|etait) {1}(?:decede\w*|mort|morte|defunt\w*)~| (?:decede|decedee|deces)~`)
	add(ReasonRefusal, `^ (?:(?:bonjour|bonsoir|ah|oh|eh|ben|bah) )*(?:non|no|nn|nan|nope|nein|jamais|adieu|poubelle|niet)(?: merci| thanks| jamais| non| et non)* $`)
	add(ReasonRefusal, ` (?:pas|aucunement|nullement) (?:du tout |vraiment )?inter+es+e\w*~| interes+e (?:pas|plus)~| aucun interet~| no thanks~| not interested~| m en (?:fous|fiche|moque|tape|bats)~| rien a (?:faire|foutre|cirer|battre|secouer) (?:de |d )?(?:vos|votre|vous|tes)~`+
		`|^ (?:\S+ )?(?:non|no|nn|nan|nope|never|niet)(?: \S+){0,3} $|^ (?:\S+ ){2}(?:non|no|nan) $| j?veu\w* pas $| (?:sans facon|tres peu pour moi|ca ira|commence a bien faire|ca va durer)~`+
		`| (?:pas la peine|c est non|jamais de la vie|pas en reve|rien savoir|pas question|hors de question|certainement pas|nein danke|no gracias|non grazie|get lost|go to hell)~`+
		`| (?:me|m|suis|nous) {2}(?:pas|plus|aucunement) (?:du tout )?concern\w*~| (?:me|m|nous) concerne (?:pas|plus)~| suis pas (?:\S+ )?(?:client\w*|adherent\w*|membre|sympathisant\w*|de votre|dans votre|des votres|de ce parti)~`+
		`|^ (?:exit|leave|bye|ciao|sortie|sortir|desactivation|desactivez|off|out|3[68]\d\d\d|3[68] \d\d\d) $`+
		`| (?:j en|jen|en|n en) veu\w* (?:pas|plus)~| refus\w* (?:$|(?:de |d |que |tout|vos |votre |ces |ce genre )+(?:recevoir|etre|vous|votre|vos|{MSG}|message)?)| pass\w* (?:votre|ton) chemin~| (?:enough|quit|dont want|don t want|no way|oust|ouste)~`)
	add(ReasonComplaint, ` (?:spam\w*|harcel\w*|cnil|bloctel|33700|illegal\w*|illicite\w*|plainte|plaintes|intrusi\w*|acharnement|vie privee|signaler?|signale[sz]?|signalement|denonc\w* {2}cnil|indesirables?)~`)
	add(ReasonComplaint, ` (?:pas|aucun) {1}(?:le )?droit (?:de|d) {2}(?:{SEND}|m|me|utilis\w*)~| (?:sans|pas|jamais) {2}(?:mon|notre) (?:accord|consentement|autorisation|avis)~| (?:jamais|rien|pas) {1}(?:demande|donne|autorise|sollicite|inscrite?)~| never (?:signed|asked|agreed|subscribed|gave)~| (?:permission|consent)~`+
		`| (?:\d+ ?(?:eme|ieme|e|er|ere)|deuxieme|troisieme|enieme|derniere) (?:fois|demande|stop|sms|message|relance)~`)
	add(ReasonComplaint, ` (?:me|m) (?:saoul|soul|gonfl|emmerd|fatigu|embet|harcel|derang|importun|agac|broute|pourri|casse)\w*~| (?:ferme la|fermez la|la ferme|insupportables?|saoul\w*|plaie)~`)
	add(ReasonComplaint, ` (?:rgpd|gdpr|consentement|consens)~| (?:interdi\w*|defen[ds]\w*) {1}(?:de |d )?(?:me |m |nous )?(?:{SEND}|recevoir|utilis\w*)~`)
	add(ReasonComplaint, ` (?:pas|rien|jamais|ai) {2}(?:abonne\w*|souscri\w*|adhere\w*) {2}(?:a|$)~| (?:re[cs]oi\w*|recu) (?:\S+ )?trop~`)
	add(ReasonComplaint, ` encore (?:vous|toi|un {MSG}|une? pub)~| toujours vous~| (?:vous|tu) {1}(?:me|m|nous) {1}(?:saoul|soul|gonfl|emmerd|fatigu|embet|ennuy|harcel|derang|importun|agac|les brise)\w*~`)
	add(ReasonComplaint, ` (?:marre|ras le bol|ca suffit|y en a marre|assez) {3}(?:vous|vos|tes|toi|votre|recevoir|maintenant)~| (?:marre|ras le bol|ca suffit|assez) $| (?:sans arret|tout le temps|sans cesse|tous les jours|toutes les semaines) .*{MSG}~| (?:{MSG}|{SEND}) {4}(?:sans arret|sans cesse|tout le temps|tous les jours)~`)
	add(ReasonHostile, ` (?:con|cons|connards?|connasses?|salauds?|salop\w*|encul\w*|fdp|ntm|nique\w*|merde|pourris?|batards?|putes?|putain|tg|gueules?|chier|foutre|voir ailleurs|degag\w*|casse toi|cassez vous|barre toi|barrez vous|du balai|fuck\w*|piss off|bugger off|shut up|go away|bande d\w*|escrocs?|voleurs?|ordures?|bouffons?|guignols?|clowns?|nazes?|lourds?|relous?|chiants?|penibles?)~`)
	add(ReasonHostile, ` [🛑🚫⛔✋🖕👎❌🤬🤮📵🔇]~`)
	add(ReasonLimited, ` pas (?:par|de|d) {1}{MSG}~`, hasNone)
	add(ReasonLimited, ` (?:plutot|prefer\w*) {3}(?:mail|e mail|email|courriel|courrier|lettre|telephone)~| (?:mail|e mail|email|courriel|courrier|lettre) (?:plutot|de preference)~`)
	add(ReasonUnclear, ` (?:{STOPV}|desab\w*|desins\w*|desincri\w*|unsub\w*|optout|opt out|blacklist\w*|liste rouge|droit {2}opposition|resili\w*|ctop|abmelden|baja|basta|paouez|parar)~`)
	add(ReasonUnclear, ` (?:etre|soit|soient|disparaitre) (?:{OUTV}|mon {NUM})~| lach\w* (?:nous|mon|mwen)~| (?:end|cancel|stop) (?:this|that|it)~`)
	// other languages
	add(ReasonUnclear, ` (?:keine?|nicht mehr|bitte nicht|nie wieder|no mas|no quiero|dejen de|non voglio|non mandate|niente|nao quero|nao me|chega|parem|pa voye|pa vle|n em kasit|kemennadenn\w*|geen|niet meer)~`)
	add(ReasonUnclear, ` (?:no|any) (?:text|texts|sms|messages?|more)~| (?:do not|don t|dont|did not|didn t|never) (?:want|need|sign\w*|subscribe\w*|ask\w*|agree\w*)~`)
	add(ReasonUnclear, ` (?:mon opposition|insist(?:e|es|ez|er)|cease|laiss(?:e|ez|er) (?:moi|nous)|sorti\w* {2}{LIST})~`)
	add(ReasonUnclear, ` (?:envoy|ecriv|contact|appel|relanc|recontact)\w* (?:plus|pas|rien)(?: (?:rien|svp|merci))? $`)
	add(ReasonUnclear, ` m oppose~`, func(before, match, after string) bool {
		return len(strings.Fields(after)) < 2 || p.personal.MatchString(after)
	})
	add(ReasonUnclear, ` (?:{NOT}|non|marre|trop|zero|inutile|refus\w*|ras le bol|basta|finis?|peine|contre|sans) {6}(?:{MSG}|{SEND}|pubs?|publicites?|re[cs]+evoi\w*|recois|insist\w*|telephone|tel|portable|numero|num|vos (?:infos?|nouvelles|actualites)|{LIST})~`, hasNone)
	add(ReasonUnclear, ` (?:{MSG}|vos {ADS}|votre {ADS}) {4}(?:plus|jamais|marre|suffit|inutiles?|interdits?|nuls?|non)~`, hasNone)
	add(ReasonUnclear, ` (?:{OUTV}|bloqu\w*|quitt\w*|sort(?:ez|ir|s)|vir(?:ez|er)|annul\w*|resili\w*|desactiv\w*|clotur\w*|perd(?:ez|s)|oubli(?:ez|e)|remove|delete) {6}(?:moi|me|m|{LIST}|{NUM}|{DATA}|{MSG}|envois?|abonnement|inscription|my|from)~`)
	add(ReasonUnclear, ` (?:me|m|le|la|numero|num|telephone) {1}(?:{OUTV}|bloqu\w*)~| (?:laiss|fout|fich|lach)\w* {2}(?:tranquil\w*|trankil\w*|paix|affaire|grappe|baskets)~`)
	add(ReasonUnclear, ` (?:ne |n |me |m |nous )+{SEND} {1}{NOT}~`)
	add(ReasonUnclear, `^ (?:pas|plus|rien|jamais|aucune?|sans) (?:de |d )?(?:\S+ )?$`, func(before, match, after string) bool {
		words := strings.Fields(match)
		return !slices.Contains([]string{"mal", "grave", "encore", "faux", "bete", "sur", "souci", "probleme", "soucis", "hesiter", "convaincu", "convaincue", "nouveau", "idee", "vu", "certain", "forcement", "vraiment", "terrible", "tout", "loin"}, words[len(words)-1])
	})
	add(ReasonUnclear, ` (?:ne pas deranger|plus jamais ca|vos {MSG} {3}(?:derang|importun|saoul|agac|ennui|gen)\w*|opt me|no more|retour a l envoyeur)~`)
	add(ReasonUnclear, ` (?:don t|do not|dont|never) (?:text|contact|message|call|write|email|send)~| leave (?:me|us) {1}alone~`)
}

// hasNone refuses "je n'ai pas de mail", which says what the person lacks, not what he is sent.
func hasNone(before, match, after string) bool {
	words, has := strings.Fields(before), strings.Fields(match)
	return len(words) == 0 || !slices.Contains([]string{"de", "d", "votre", "vos", "le", "la", "l", "recu", "eu", "ete", "encore"}, has[1]) || !slices.Contains([]string{"ai", "as", "a", "avons", "avez", "ont", "avoir", "avais"}, words[len(words)-1])
}

// harmless is what takes stopping words out of a sentence before it is judged.
func (p *patterns) harmless() {
	negated := func(pattern string) { p.masks = append(p.masks, mask{re: compile(pattern), negated: true}) }
	topic := func(pattern string, veto func(sentence, match string) bool) {
		p.masks = append(p.masks, mask{re: compile(pattern), veto: veto})
	}
	speaks := func(sentence, match string) bool {
		return p.personal.MatchString(" "+strings.TrimSpace(match)+" ") || p.speaker.MatchString(sentence)
	}
	toMe := func(_, match string) bool { return p.personal.MatchString(" " + strings.TrimSpace(match) + " ") }
	inSentence := func(sentence, _ string) bool { return p.personal.MatchString(strings.ReplaceAll(sentence, " ,", "")) }

	const undo = `(?:{STOPV}|{OUTV}|oubli\w*|bloqu\w*)`
	negated(` (?:ne |n )(?:me |m |nous |vous |se |s |te |t )?` + undo + ` (?:vous |toi |donc |plus )?(?:surtout |vraiment |absolument )?(?:pas|jamais|rien)~`)
	negated(` (?:me |m |nous )?(?:ar+et(?:ez|e)|desabon\w*|desinscri\w*|retir(?:ez|e)|enlev(?:ez|e)|sup+rim(?:ez|e)) (?:vous |moi )?(?:surtout )?(?:pas|jamais)~`)
	negated(` (?:ne |n )?(?:{WANT}|compt\w*|vais|faut|faudrait|va|vas) (?:surtout |absolument |vraiment )?pas (?:du tout )?(?:que vous |qu on |que tu )?(?:me |m |nous |se |s |te |de |d |etre |vous )*` + undo + `~`)
	negated(` (?:ne |n )?(?:me |m )(?:suis|etais) (?:pas|jamais) (?:desab|desinscri)\w*~`)
	negated(` (?:don t|do not|dont|never|please don t) (?:\S+ )?(?:stop|unsubscribe|remove me)~`)

	negated(` (?:ne |n )?(?:recois|recoit|recevons|recu) (?:plus|pas|jamais)~`)

	// "stop à la corruption", to the end of the clause
	topic(` (?:dire |dites |dit |disons |non )?(?:stop|ar+ets?|halte|cessation|basta|non|fin)(?: [^ ,]+)? (?:a la|a l|au|aux|a ces|a cette|a ce|a cet|a leurs?|a nos|a notre|a toutes?|a tous|du|de la|de l|des|de ces|de ce) [^,]*`, toMe)
	topic(` (?:on a|ont|nous avons|a|avons|faut|faudrait|doit|doivent|allons|voulons|dites|disons|dire|temps de|oser|osez|sachons) (?:[^ ,]+ )?(?:dit |dire )?(?:stop|ar+eter|stopper|cesser)(?: [^,]*|$)`, speaks)
	topic(` (?:got to|have to|has to|must|need to|needs to|should|will|can|to|let s|help|who) stop (?:this|the|that|these|those|him|her|them|it|all|macron|trump) ?[^,]*`, toMe)
	topic(` (?:ar+ets? (?:de |du |des |d )?(?:bus|tram|tramway|train|metro|car|autobus|travail|jeu|maladie|cardiaque|maternite|technique)|(?:en|sans|l|un|cet|mon|chaque|prochain|dernier|d) ar+ets?)~`, inSentence)
	topic(` (?:ar+ete (?:municipal|prefectoral|ministeriel|royal)|(?:un|l|cet|par) ar+ete)~`, nil)
	topic(` (?:cessez le feu|cesse d exister)~`, nil)
	topic(` (?:arretons|cessons|stoppons|refusons|(?:il est |est )?temps d arreter) [^,]*`, toMe)
	topic(` (?:un|des|ce|le) stops? (?:a|au|aux|de|du|des|rue|n|est|sur)~| (?:grille|brule|bruler|griller|mettre|installer) (?:un|le|des) stops?~| cess(?:e|ation) (?:de|d|son|leur|toute) [^,]*`, inSentence)
	topic(` (?:fai\w*|faire|fait) du stop~`, nil)
	topic(` (?:panneaux? stop|feux? stop|au stop|auto stop|full stop|non stop [^,]+|stop (?:and|covid|ou encore|loss)[^,]*)~`, inSentence)
	topic(` (?:j ai|j avais|il a|elle a|on a|nous avons|ils ont|elles ont|ont|avaient|avait|maire a|a) ar+ete\w*~`, inSentence)
	topic(` (?:se|s) (?:[^ ,]+ )?(?:ar+et\w*|cess\w*|stopp\w*)~`, inSentence)
	topic(` (?:desinscri\w*|inscri\w*|radi\w*) {3}(?:listes?|liste) electoral\w*~`, func(sentence, _ string) bool { return strings.Contains(sentence, " moi ") })
	topic(` la fin (?:de|du|des) [^,]*`, toMe)
}

// mask returns the sentence without what is harmless in it.
func (p *patterns) mask(words string, m *reply) string {
	rest := words
	for _, k := range p.masks {
		for start := 0; ; {
			at := k.re.FindStringIndex(rest[start:])
			if at == nil {
				break
			}
			from, to := start+at[0], start+at[1]
			if k.veto != nil && k.veto(rest, rest[from:to]) {
				start = from + 1
				continue
			}
			m.negated, m.topic = m.negated || k.negated, m.topic || !k.negated
			rest = rest[:from] + " " + strings.TrimPrefix(rest[to:], " ")
			start = from
		}
	}
	return rest
}

// matches reports whether one of the rules does.
func (p *patterns) matches(rules []rule, text string) bool {
	for _, r := range rules {
		if r.match(text) {
			return true
		}
	}
	return false
}

func (r rule) match(text string) bool {
	for start := 0; start < len(text); {
		at := r.re.FindStringIndex(text[start:])
		if at == nil {
			return false
		}
		if r.ok == nil || r.ok(text[:start+at[0]], text[start+at[0]:start+at[1]], " "+text[start+at[1]:]) {
			return true
		}
		start += at[0] + 1
	}
	return false
}

// net returns why a sentence has to be read by a human, "" when it has not.
func (p *patterns) net(text string) Reason {
	for _, r := range p.reviewed {
		if r.match(text) {
			return r.reason
		}
	}
	return ""
}

type clauseKind int

const (
	clauseEmpty clauseKind = iota // politeness, or nothing
	clauseKeyword
	clauseSlip
	clauseContent
)

// clause judges the words between two commas.
func (p *patterns) clause(s string) clauseKind {
	s = p.polite.ReplaceAllString(" "+strings.TrimSpace(s)+" ", " ")
	s = strings.ReplaceAll(s, " opt out", " optout")
	words := strings.Fields(s)
	if joined := strings.Join(words, ""); 1 < len(words) && len(words) < 4 && p.keyword[squeeze(joined, 1)] { // "st op"
		return clauseKeyword
	}
	keywords, slips, unknown, about := 0, 0, 0, 0
	for _, w := range words {
		q := squeeze(w, 1)
		switch {
		case p.keyword[q]:
			keywords++
		case p.filler[q]:
		case p.about[q], strings.Trim(w, "0123456789") == "":
			about++
		case p.isSlip(q):
			slips++
		case strings.Contains(signs, w):
		default:
			unknown++
		}
	}
	switch {
	case unknown > 0:
		return clauseContent
	case slips > 0 && keywords+slips <= 2:
		return clauseSlip
	case slips > 0:
		return clauseContent
	case keywords > 0:
		return clauseKeyword
	case about > 0:
		return clauseContent
	}
	return clauseEmpty
}

func (p *patterns) isSlip(w string) bool {
	if p.noSlip[w] {
		return false
	}
	return slices.ContainsFunc(p.slip, func(k string) bool { return oneSlip(squeeze(k, 1), w) })
}

// word returns a word as it is judged: without letters held down, and with digits read as letters where that makes a keyword.
func (p *patterns) word(w string) string {
	if strings.Trim(w, "0123456789") == "" {
		return w
	}
	w = squeezeRuns(w)
	if l := strings.Trim(w, "0123456789@$"); p.keyword[squeeze(l, 1)] { // "stop36111"
		return l
	}
	if !strings.ContainsAny(w, "0134578$@") {
		return w
	}
	if l := leet.Replace(w); p.keyword[squeeze(l, 1)] || p.isSlip(squeeze(l, 1)) {
		return l
	}
	return w
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "$", "s", "@", "a")

// squeezeRuns leaves two of a letter that is there three times or more: "stooop", and French has "arrêttt".
func squeezeRuns(w string) string {
	if squeeze(w, 2) == w {
		return w
	}
	return squeeze(w, 1)
}

// spelledOut joins a keyword that is written letter by letter.
func (p *patterns) spelledOut(s string) string {
	for start := 0; ; {
		at := p.letters.FindStringSubmatchIndex(s[start:])
		if at == nil {
			return s
		}
		from, to := start+at[2], start+at[3]
		joined := strings.Map(func(r rune) rune {
			if !isWord(r) {
				return -1
			}
			return r
		}, s[from:to])
		joined = leet.Replace(joined)
		if strings.ReplaceAll(joined, "stop", "") == "" {
			joined = "stop" // once or several times
		}
		if p.keyword[squeeze(joined, 1)] {
			s = s[:from] + joined + s[to:]
			start = from + len(joined)
		} else {
			start = to
		}
	}
}

// withoutReaction takes a tap-back and what it quotes off the front of a text.
func (p *patterns) withoutReaction(s string) (string, bool) {
	at := p.reaction.FindStringSubmatch(s)
	if at == nil {
		return s, false
	}
	return at[4], true
}

// withoutQuotes takes quoted lines and longer quotations out. A quotation of a word or two stays: people put STOP in
// quotes because the message did.
func (p *patterns) withoutQuotes(s string) (string, bool) {
	quoted := false
	s = p.quotedLine.ReplaceAllStringFunc(s, func(string) string { quoted = true; return "" })
	s = p.quote.ReplaceAllStringFunc(s, func(q string) string {
		if len(strings.Fields(q)) <= 4 {
			return q
		}
		quoted = true
		return "\n"
	})
	return s, quoted
}
