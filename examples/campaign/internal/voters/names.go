package main

// named are first names that a French file holds and that programs get wrong.
var named = []string{
	"Zoë", "François", "Chloë", "Jérôme", "Anaïs", "Maëlys", "Gaël", "Loïc", "Hélène", "Noémie", "Aïcha", "Ömer",
	"Léa", "Raphaël", "Eugène", "Joëlle", "Inès", "Björn", "Lætitia", "Françoise", "Héloïse", "Eloïse", "Solène",
	"Jean-François", "Anne-Sophie", "Marie-Thérèse", "Jean-Noël", "Ndèye", "Clémence", "Cléo", "Maël", "Iñaki",
}

var firstNames = []string{
	"Marie", "Jeanne", "Françoise", "Monique", "Catherine", "Nathalie", "Isabelle", "Jacqueline", "Anne", "Sylvie",
	"Martine", "Madeleine", "Nicole", "Suzanne", "Hélène", "Christine", "Marguerite", "Denise", "Louise", "Christiane",
	"Valérie", "Sophie", "Sandrine", "Stéphanie", "Céline", "Véronique", "Chantal", "Julie", "Aurélie", "Émilie",
	"Laurence", "Brigitte", "Caroline", "Élodie", "Camille", "Léa", "Manon", "Chloé", "Emma", "Inès",
	"Jade", "Lina", "Zoé", "Zoë", "Chloë", "Maëlys", "Anaïs", "Noémie", "Héloïse", "Éléonore",
	"Aïcha", "Fatima", "Yasmine", "Khadija", "Ndèye", "Aminata", "Mariama", "Naïma", "Leïla", "Soraya",
	"Jean", "Pierre", "Michel", "André", "Philippe", "René", "Louis", "Alain", "Jacques", "Bernard",
	"Marcel", "Daniel", "Roger", "Robert", "Paul", "Claude", "Christian", "Henri", "Georges", "Nicolas",
	"François", "Frédéric", "Sébastien", "Stéphane", "Jérôme", "Grégory", "Cédric", "Rémi", "Raphaël", "Mickaël",
	"Gaël", "Loïc", "Yann", "Erwan", "Maël", "Théo", "Hugo", "Lucas", "Gabriel", "Adam",
	"Mohamed", "Karim", "Rachid", "Mehdi", "Ömer", "Yiğit", "Moussa", "Ibrahima", "Thaïs", "Cyprien",
	"Jean-Baptiste", "Jean-Claude", "Marie-Laure", "Anne-Marie", "Pierre-Yves", "Marie-Christine", "Benoît", "Aimé", "Désiré", "Zélie",
	"Agnès", "Régis", "Josué", "Esteban", "Iñaki", "Mathéo", "Léonie", "Apolline", "Garance", "Côme",
}

// surnames holds frequent ones of European France (true) and of the overseas territories (false).
var surnames = map[bool][]string{
	true: {
		"Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent",
		"Simon", "Michel", "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard",
		"Bonnet", "Dupont", "Lambert", "Fontaine", "Rousseau", "Vincent", "Müller", "Lefebvre", "Faure", "André",
		"Mercier", "Blanc", "Guérin", "Boyer", "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Garcia",
		"Perrin", "Robin", "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson",
		"Marchand", "Duval", "Denis", "Dumont", "Marie", "Lemaire", "Noël", "Meyer", "Dufour", "Meunier",
		"Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Lucas", "Brunet", "Gaillard", "Barbier", "Arnaud",
		"Martínez", "Gérard", "Roche", "Renard", "Schmitt", "Roy", "Leroux", "Colin", "Vidal", "Caron",
		"Picard", "Roger", "Fabre", "Aubert", "Lemoine", "Renaud", "Dumas", "Lacroix", "Olivier", "Philippe",
		"Bourgeois", "Pierre", "Benoît", "Rey", "Leclerc", "Payet", "Rolland", "Leclercq", "Guillaume", "Lecomte",
		"Le Goff", "Le Gall", "L'Hostis", "D'Almeida", "N'Diaye", "Traoré", "Diallo", "Benali", "Nguyen", "Yılmaz",
		"Da Silva", "Fernández", "Kowalski", "Etcheverry", "Quéméneur", "Cœur", "Lhuillier", "Saint-Étienne", "Hervé", "Préau",
	},
	false: {
		"Payet", "Hoarau", "Grondin", "Boyer", "Fontaine", "Rivière", "Lebon", "Técher", "Bègue", "Maillot",
		"Jean-Baptiste", "Césaire", "Marie-Rose", "Pierre-Louis", "Zébina", "Lubin", "Sainte-Rose", "Nérée", "Bélizaire", "Horatius",
		"Wénéhoua", "Kaloï", "Naisseline", "Poédi", "Abdou", "Saïd", "Madi", "Attoumani", "Ho-A-Chuck", "Pindard",
	},
}

type commune struct{ name, territory string }

// metropole begins with the longest and the shortest name of a French commune.
var metropole = []commune{
	{"Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "FR"}, {"Y", "FR"},
	{"L'Haÿ-les-Roses", "FR"}, {"Œuilly", "FR"}, {"Paris 13e", "FR"}, {"Marseille", "FR"}, {"Lyon 7e", "FR"},
	{"Toulouse", "FR"}, {"Nice", "FR"}, {"Nantes", "FR"}, {"Montpellier", "FR"}, {"Strasbourg", "FR"}, {"Bordeaux", "FR"},
	{"Lille", "FR"}, {"Rennes", "FR"}, {"Reims", "FR"}, {"Saint-Étienne", "FR"}, {"Le Havre", "FR"}, {"Toulon", "FR"},
	{"Grenoble", "FR"}, {"Dijon", "FR"}, {"Angers", "FR"}, {"Nîmes", "FR"}, {"Villeurbanne", "FR"}, {"Aix-en-Provence", "FR"},
	{"Clermont-Ferrand", "FR"}, {"Le Mans", "FR"}, {"Brest", "FR"}, {"Tours", "FR"}, {"Amiens", "FR"}, {"Limoges", "FR"},
	{"Annecy", "FR"}, {"Perpignan", "FR"}, {"Boulogne-Billancourt", "FR"}, {"Metz", "FR"}, {"Besançon", "FR"}, {"Orléans", "FR"},
	{"Saint-Denis", "FR"}, {"Argenteuil", "FR"}, {"Rouen", "FR"}, {"Mulhouse", "FR"}, {"Montreuil", "FR"}, {"Caen", "FR"},
	{"Nancy", "FR"}, {"Tourcoing", "FR"}, {"Roubaix", "FR"}, {"Vitry-sur-Seine", "FR"}, {"Créteil", "FR"}, {"Avignon", "FR"},
	{"Poitiers", "FR"}, {"Aubervilliers", "FR"}, {"Asnières-sur-Seine", "FR"}, {"Dunkerque", "FR"}, {"Fontenay-aux-Roses", "FR"},
	{"Béziers", "FR"}, {"La Rochelle", "FR"}, {"Pau", "FR"}, {"Calais", "FR"}, {"Cannes", "FR"}, {"Mérignac", "FR"},
	{"Saint-Nazaire", "FR"}, {"Colmar", "FR"}, {"Quimper", "FR"}, {"Valence", "FR"}, {"Bourges", "FR"}, {"Châteauroux", "FR"},
	{"Châlons-en-Champagne", "FR"}, {"Épernay", "FR"}, {"Évreux", "FR"}, {"Évry-Courcouronnes", "FR"}, {"Étampes", "FR"},
	{"Brive-la-Gaillarde", "FR"}, {"Cahors", "FR"}, {"Figeac", "FR"}, {"Bayonne", "FR"}, {"Saint-Jean-de-Luz", "FR"},
	{"Ajaccio", "FR"}, {"Bastia", "FR"}, {"Saint-Brieuc", "FR"}, {"Vannes", "FR"}, {"Saint-Malo", "FR"}, {"Cancale", "FR"},
	{"Île-de-Batz", "FR"}, {"Plougastel-Daoulas", "FR"}, {"Ploërmel", "FR"}, {"Douarnenez", "FR"}, {"Bû", "FR"}, {"Eu", "FR"}, {"Sées", "FR"},
	{"Villeneuve-d'Ascq", "FR"}, {"L'Isle-sur-la-Sorgue", "FR"}, {"Les Sables-d'Olonne", "FR"}, {"Aÿ-Champagne", "FR"},
	{"Saint-Pierre-lès-Nemours", "FR"}, {"Mœurs-Verdey", "FR"}, {"Oô", "FR"}, {"Fontaine-lès-Dijon", "FR"},
}

// overseas has no commune of Polynésie française: the file shows that a territory may well be absent.
var overseas = []commune{
	{"Saint-Denis de La Réunion", "RE"}, {"Saint-Pierre", "RE"}, {"Le Tampon", "RE"}, {"L'Étang-Salé", "RE"}, {"Cilaos", "RE"},
	{"Les Abymes", "GP"}, {"Pointe-à-Pitre", "GP"}, {"Le Gosier", "GP"}, {"Capesterre-Belle-Eau", "GP"},
	{"Fort-de-France", "MQ"}, {"Le Lamentin", "MQ"}, {"Le Prêcheur", "MQ"},
	{"Cayenne", "GF"}, {"Saint-Laurent-du-Maroni", "GF"}, {"Rémire-Montjoly", "GF"},
	{"Nouméa", "NC"}, {"Le Mont-Dore", "NC"}, {"Koné", "NC"},
	{"Mamoudzou", "YT"}, {"Dzaoudzi", "YT"},
}

var stations = []string{
	"Mairie", "Salle des fêtes", "École Jules-Ferry", "École Jean-Moulin", "Groupe scolaire Louise-Michel", "Gymnase Léo-Lagrange",
	"École maternelle Pauline-Kergomard", "Maison des associations", "Collège Honoré-de-Balzac", "Préau de l'école Simone-Veil",
	"Foyer rural", "Salle polyvalente", "Médiathèque André-Malraux", "École Saint-Exupéry", "Halle aux grains",
}

// origins says how the campaign came by the address; every voter of this file gave it to the campaign.
var origins = []string{"form", "form", "form", "petition", "petition", "event", "member"}

// answers are what people write back, in pairs; the last ones object to nothing.
var answers = []string{
	"STOP", "Stop", "stop svp", "STOP 36111", "Arrêtez de m'écrire !", "Désabonnez-moi merci",
	"Non merci", "Ne me contactez plus", "Ça suffit", "Retirez mon numéro de votre liste",
	"Qui vous a donné mon numéro ?", "Merci, je voterai pour vous", "Bonjour, où se trouve le bureau de vote ?", "ok",
}
