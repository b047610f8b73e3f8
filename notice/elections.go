package notice

import "github.com/scrutateur/scrutateur/notice/law"

// embedded is an election that the package knows, with where its days were read. Its names stand with the other words of each
// language, in words/fr.json and its siblings.
type embedded struct {
	Election
	sources  []law.Cite
	evidence law.Evidence
}

var (
	// communes: where municipal councils are elected. Wallis-et-Futuna has no communes, Saint-Barthélemy and Saint-Martin
	// are none, and the French abroad have been on no municipal roll since 2019.
	communes = []law.Territory{law.Metropole, law.Guadeloupe, law.Martinique, law.Guyane, law.Reunion, law.Mayotte,
		law.SaintPierre, law.Polynesie, law.NouvelleCaledonie}
	// second: the second half of the Senate (code électoral, table 5).
	second = []law.Territory{law.Metropole, law.Guyane, law.SaintBarthelemy, law.SaintMartin, law.WallisFutuna, law.Polynesie,
		law.Abroad, law.AbroadAmericas}
	departments = []law.Territory{law.Metropole, law.Guadeloupe, law.Reunion, law.Mayotte}
	regions     = []law.Territory{law.Metropole, law.Guadeloupe, law.Martinique, law.Guyane, law.Reunion, law.Mayotte}
)

// known are the embedded elections, by day. Nothing here is guessed: an election whose days nobody has set has the bounds or the
// day that a text sets for want of another decision, and is provisional.
var known = []embedded{
	{
		Election: Election{ID: "FR-EUR-2024", Kind: European, Rounds: []Round{{Day: "2024-06-09"}}, Decree: "décret n° 2024-226 du 12 mars 2024"},
		sources: []law.Cite{
			{Text: "Décret n° 2024-226 du 12 mars 2024 portant convocation des électeurs", URL: "https://juriblio.fr/decrets/decret-no-2024-226-du-12-mars-2024/183502921"},
			{Text: "Toute l'Europe, juin 2024", URL: "https://www.touteleurope.eu/vie-politique-des-etats-membres/elections-europeennes-2024-les-bureaux-de-vote-ouverts-en-france-jusqu-a-18-heures-ou-20-heures-dans-les-grandes-villes/",
				Quote: "les élections européennes se sont déroulées hier à Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin, en Guadeloupe, en Martinique, en Guyane et en Polynésie française. Les Français établis sur le continent américain ont eux aussi voté ce samedi."},
		},
		evidence: law.Quoted,
	},
	{
		// After a dissolution the delays of L397 and L330-11 do not fit: the decree set one Saturday and one Sunday for all.
		Election: Election{ID: "FR-LEG-2024", Kind: Legislative, Rounds: []Round{
			{Day: "2024-06-30", Local: dissolution("2024-06-29")},
			{Day: "2024-07-07", Local: dissolution("2024-07-06")},
		}, Decree: "décret n° 2024-527 du 9 juin 2024"},
		sources: []law.Cite{
			{Text: "Décret n° 2024-527 du 9 juin 2024, recopié par la ville de Sarcelles", Article: "1", URL: "https://www.sarcelles.fr/ma-ville-2/service-elections/",
				Quote: "les électeurs sont convoqués le samedi 29 juin 2024 à Saint-Pierre-et-Miquelon, à Saint-Barthélemy, à Saint-Martin, en Guadeloupe, en Martinique, en Guyane, en Polynésie française et dans les bureaux de vote ouverts par les ambassades et postes consulaires situés sur le continent américain."},
			{Text: "Actu-Juridique, juin 2024", URL: "https://www.actu-juridique.fr/breves/droit-electoral/dissolution-de-lassemblee-nationale-et-elections-anticipees-les-decrets-sont-publies/",
				Quote: "dimanche 30 juin pour le premier tour et dimanche 7 juillet 2024 pour le second tour si nécessaire (samedi 29 juin 2024 et samedi 6 juillet 2024"},
			{Text: "Conseil constitutionnel, 20 juin 2024, n° 2024-32 ELEC et autres", URL: "https://direct.lemondedudroit.fr/public/282-droit-public-general/93448-conseil-constitutionnel-convocation-des-electeurs-pour-l-election-des-deputes-apres-dissolution-de-l-an.html",
				Quote: "décret n° 2024-527 du 9 juin 2024 portant convocation des électeurs"},
		},
		evidence: law.Quoted,
	},
	{
		Election: Election{ID: "FR-MUN-2026", Kind: Municipal, Territories: communes,
			Rounds: []Round{{Day: "2026-03-15"}, {Day: "2026-03-22"}}, Decree: "décret n° 2025-848 du 27 août 2025"},
		sources: []law.Cite{
			{Text: "Décret n° 2025-848 du 27 août 2025", URL: "https://www.blogdudroitelectoral.fr/?p=21719"},
			{Text: "Code électoral", Article: "L388", URL: "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070239", Quote: "Des conseillers municipaux en Nouvelle-Calédonie et en Polynésie française."},
		},
		evidence: law.Quoted,
	},
	{
		Election: Election{ID: "FR-SEN-2026", Kind: Senatorial, Territories: second, Rounds: []Round{
			{Day: "2026-09-27", Open: "08:30", Close: "15:00"}, // R168: 8:30 to 11:00 by majority, 9:00 to 15:00 by lists
			{Day: "2026-09-27", Open: "15:30", Close: "17:30"},
		}, Decree: "décret n° 2026-301 du 21 avril 2026"},
		sources: []law.Cite{
			{Text: "Décret n° 2026-301 du 21 avril 2026", Version: "JORFTEXT000053925339", URL: "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000053925339"},
			{Text: "Code électoral", Article: "R168", URL: "https://admi.net/code/CELECTOR-R168.html",
				Quote: "le premier scrutin est ouvert à huit heures trente et clos à onze heures; le second scrutin est ouvert à quinze heures trente et clos à dix-sept heures trente"},
			{Text: "Sénat, élections de 2014 (même série)", URL: "https://senat.fr/senatoriales2014/brochure/index-7.html",
				Quote: "1 département d’outre-mer, la Guyane, soit 2 sièges ; - 4 collectivités d’outre-mer : îles Wallis et Futuna, Saint-Barthélemy, Saint-Martin, Polynésie française, soit 5 sièges ; - 6 sénateurs représentant les Français établis hors de France"},
		},
		evidence: law.Reported,
	},
	{
		Election: Election{ID: "FR-PRES-2027", Kind: Presidential, Rounds: []Round{{Day: "2027-04-18"}, {Day: "2027-05-02"}}, Provisional: true},
		sources:  []law.Cite{{Text: "Service-public.fr, actualité A15053, 2 juillet 2026", URL: "https://www.service-public.gouv.fr/particuliers/actualites/A15053"}},
		evidence: law.Reported,
	},
	{
		Election: Election{ID: "FR-DEP-2028", Kind: Departmental, Territories: departments, Earliest: "2028-03-01", Latest: "2028-03-31", Provisional: true},
		sources:  []law.Cite{{Text: "Code électoral", Article: "L192", URL: "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070239", Quote: "Les élections ont lieu au mois de mars."}},
		evidence: law.Reported,
	},
	{
		Election: Election{ID: "FR-REG-2028", Kind: Regional, Territories: regions, Earliest: "2028-03-01", Latest: "2028-03-31", Provisional: true},
		sources:  []law.Cite{{Text: "Code électoral", Article: "L336", URL: "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070239", Quote: "Les élections ont lieu en même temps que le renouvellement général des conseils départementaux."}},
		evidence: law.Reported,
	},
	{
		// LO121: powers expire on the third Tuesday of June of the fifth year, 19 June 2029; LO122: within sixty days before.
		Election: Election{ID: "FR-LEG-2029", Kind: Legislative, Earliest: "2029-04-20", Latest: "2029-06-19", Provisional: true},
		sources:  []law.Cite{{Text: "Code électoral", Article: "LO122", URL: "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070239", Quote: "Sauf le cas de dissolution, les élections générales ont lieu dans les soixante jours qui précèdent l'expiration des pouvoirs de l'Assemblée nationale."}},
		evidence: law.Inferred,
	},
	{
		// The period corresponding to the first election's, Thursday 7 to Sunday 10 June 1979, unless the Council decides otherwise,
		// as it did in 2014 and 2019. France votes on the Sunday of the period.
		Election: Election{ID: "FR-EUR-2029", Kind: European, Rounds: []Round{{Day: "2029-06-10"}}, Provisional: true},
		sources: []law.Cite{
			{Text: "Décision (UE, Euratom) 2018/767 du Conseil du 22 mai 2018", Version: "CELEX:32018D0767", URL: "https://eur-lex.europa.eu/legal-content/FR/TXT/?uri=CELEX:32018D0767",
				Quote: "the Council fixed the period for the first election of representatives of the European Parliament by direct universal suffrage from 7 to 10 June 1979. (2) It proves to be impossible to hold the ninth election during the corresponding period of 2019."},
		},
		evidence: law.Inferred,
	},
}

// dissolution is the table of a decree that has everyone west of the Atlantic and Polynesia vote on one Saturday.
func dissolution(d Day) map[law.Territory]Day {
	m := map[law.Territory]Day{law.Polynesie: d, law.AbroadAmericas: d}
	for _, t := range saturday {
		m[t] = d
	}
	return m
}

// lookup returns the embedded election, nil for an ID that is not known.
func lookup(id string) *embedded {
	for i := range known {
		if known[i].ID == id {
			return &known[i]
		}
	}
	return nil
}
