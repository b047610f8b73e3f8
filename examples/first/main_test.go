package main

func Example() {
	main()
	// Output:
	// Zoe, dimanche 15 mars, votons pour des bancs !
	// Liste Nos bancs publics vous écrit pour les élections municipales des 15 et 22 mars 2026. Source: formulaire. Droits: https://bancs.example.org/d Pub. politique, Liste Nos bancs publics: https://bancs.example.org/t
	// 2 parts, GSM-7, 272 units until 2026-03-05 19:00:00 +0000 UTC
	// SMS of 2 parts, GSM-7, 272 units
}
