/**
 * What the list of codes (codes.ts) lacks: our short names, the local forms (RCW, O.C.G.A.), how
 * each body of law numbers its sections, and the codes that are named by subject. Own work.
 *
 * A shape is a pattern of section numbers: `a` a title ("19.2", "13A"), `b` a chapter ("626A"),
 * `c` one of up to four digits, `n` a section with an optional decimal ("210.5", "282e"), `d` one
 * without; the rest is as in a regular expression, but `.` is a point and `-` a hyphen.
 */

/** place | abbreviation in codes.ts | code | citation form's name | form | shape | other names */
export const formTable = `
us|U.S.C.|usc|||\\d{1,5}(?:[A-Za-z]{1,4}(?:-\\d{1,3}[a-z]{0,2}){0,2})?|
us|C.F.R.|cfr|||d.n(?:-d)?|
us|Treas. Reg.|treas-reg|||d.n(?:-d)?|
us-ak|Alaska Stat. Ann.||Alaska Stat.||\\d{2}.\\d{2,3}.\\d{3}|AS;A.S.?
us-ak|Alaska Admin. Code||||d.d|AAC;A.A.C.
us-al|Ala. Code||||a-b-n|
us-ar|Ark. Code Ann.||||a-b-n|A.C.A.
us-az|Ariz. Rev. Stat. Ann.||Ariz. Rev. Stat.||a-n|A.R.S.
us-az|Ariz. Admin. Code||||R\\d{1,2}-\\d{1,2}-\\d{1,4}|A.A.C.
us-co|Colo. Rev. Stat. Ann.|crs|Colo. Rev. Stat.||a-b-n|C.R.S.;C.R.S.A.;Colo. R.S.
us-co|Colo. Code Regs.||||\\d{3,4}-\\d{1,3}|CCR
us-ca|Cal. Code Regs.||||n|CCR
us-ct|Conn. Gen. Stat. Ann.|cgs|Conn. Gen. Stat.||a-n(?:-n)?|C.G.S.;C.G.S.A.;Conn. G.S.;G.S.?
us-dc|D.C. Code Ann.||D.C. Code||a-n|D.C. Official Code;D.C. Off. Code
us-de|Del. Code Ann.||||n(?:-n)?|Del. C.
us-fl|Fla. Stat. Ann.||Fla. Stat.||c.n|F.S.;F.S.A.
us-fl|Fla. Admin. Code Ann.||Fla. Admin. Code|||F.A.C.
us-ga|Ga. Code Ann.||||a-b-n|O.C.G.A.;Official Code of Georgia Annotated
us-gu|Guam Code Ann.||||n(?:.n)?|G.C.A.
us-hi|Haw. Rev. Stat. Ann.||Haw. Rev. Stat.||(?:b:)?c-n|H.R.S.
us-ia|Iowa Code Ann.||Iowa Code||c.n|
us-ia|Iowa Admin. Code|||||IAC?
us-id|Idaho Code Ann.||Idaho Code||a-n|I.C.
us-id|Idaho Admin. Code|||||IDAPA
us-il|Ill. Comp. Stat. Ann.|ilcs|ILCS||n(?:-n){0,2}|ILCS;I.L.C.S.
us-in|Ind. Code Ann.||Ind. Code||a-b-b-n|I.C.;IC
us-in|Ind. Admin. Code||||n-n(?:-n)?|IAC
us-ks|Kan. Stat. Ann.||||a-\\d{1,4}(?:[a-z]\\d{0,2})?(?:,\\d{3}[a-z]?)?|K.S.A.
us-ks|Kan. Admin. Regs.||||\\d{1,3}-\\d{1,3}-\\d{1,3}[a-z]?|K.A.R.
us-ky|Ky. Rev. Stat. Ann.|krs|KRS||c.d|K.R.S.
us-ky|Ky. Admin. Regs.||||\\d{1,2}:\\d{3}|KAR
us-la|La. Stat. Ann.||||\\d{1,2}:n|La. R.S.;La. Rev. Stat.;R.S.?;LSA-R.S.
us-la|La. Civ. Code Ann.||La. Civ. Code||c(?:.d)?|La. C.C.
us-la|La. Child. Code Ann.||La. Child. Code||c(?:.d)?|La. Ch.C.;La. Ch. C.
us-la|La. Code Civ. Proc. Ann.||La. Code Civ. Proc.||c(?:.d)?|La. C.C.P.
us-la|La. Code Crim. Proc. Ann.||La. Code Crim. Proc.||c(?:.d)?|La. C.Cr.P.;La. C. Cr. P.
us-la|La. Code Evid. Ann.||La. Code Evid.||c(?:.d)?|La. C.E.
us-ma|Mass. Gen. Laws Ann.|mgl|Mass. Gen. Laws||n|M.G.L.;M.G.L.A.;Mass. G.L.;G.L.
us-ma|Mass. Ann. Laws|mgl||||A.L.M.
us-ma|Mass. Code Regs.|||||CMR
us-md|Md. Code Regs.||COMAR|||COMAR
us-me|Me. Rev. Stat. Ann.|me-stat|Me. Rev. Stat. Ann.||n(?:-[A-Z]{1,3})?(?:-\\d{1,2})?|M.R.S.;M.R.S.A.
us-me|Me. Stat.|me-stat||||
us-mi|Mich. Comp. Laws Ann.||Mich. Comp. Laws||c.n|M.C.L.;M.C.L.A.;M.C.L.S.
us-mi|Mich. Comp. Laws Serv.|mich-comp-laws||||
us-mn|Minn. Stat. Ann.|minn-stat|Minn. Stat.||\\d{1,3}[A-Z]{0,2}.[0-9A]{1,4}(?:-\\d{1,4})?|M.S.?;M.S.A.?;Minn. Stat. Ann.
us-mn|Minn. R.|minn-r|Minn. R.||\\d{4}.\\d{4}|Minn. Rule;Minn. Rules
us-mo|Mo. Rev. Stat.||||c.n|RSMo;R.S.Mo.;Mo. R.S.;V.A.M.S.
us-mo|Mo. Ann. Stat.|mo-rev-stat||||
us-mo|Mo. Code Regs. Ann.|||||CSR
us-ms|Miss. Code Ann.||||a-b-n|
us-mt|Mont. Code Ann.||||a-b-n|MCA
us-mt|Mont. Admin. R.|||||ARM
us-nc|N.C. Gen. Stat. Ann.|ncgs|N.C. Gen. Stat.||b-n|N.C.G.S.;N.C.G.S.A.;N.C. G.S.;G.S.?
us-nc|N.C. Admin. Code||||\\d{2}[A-Z]? .\\d{4}|NCAC;N.C.A.C.
us-nd|N.D. Cent. Code Ann.||N.D. Cent. Code||a-b-n|N.D.C.C.
us-ne|Neb. Rev. Stat. Ann.||Neb. Rev. Stat.||a-\\d{1,4}(?:,\\d{3})?(?:.\\d{1,2})?|R.R.S.;Neb. R.R.S.
us-nh|N.H. Rev. Stat. Ann.|nh-rsa|N.H. RSA||\\d{1,3}(?:-[A-Z]{1,2})?:n(?:-[a-z]{1,2})?|RSA;N.H. RSA;N.H. R.S.A.;R.S.A.?
us-nh|N.H. Code Admin. R. Ann.||||[A-Z][A-Za-z]{1,4} n|
us-nj|N.J. Stat. Ann.|njsa|||\\d{1,2}[A-Z]{0,2}:n-n|N.J.S.A.;N.J.S.;R.S.?
us-nj|N.J. Rev. Stat.|njsa||||
us-nj|N.J. Admin. Code|||||N.J.A.C.
us-nm|N.M. Stat. Ann.||||a-b-n|NMSA;N.M.S.A.
us-nm|N.M. Code R.|||||NMAC
us-nv|Nev. Rev. Stat. Ann.|nrs|NRS||c.d|N.R.S.
us-nv|Nev. Admin. Code|||||NAC
us-ny|N.Y. Comp. Codes R. & Regs.|||||NYCRR;N.Y.C.R.R.
us-ny|N.Y. Sess. Laws|ny-laws||||
us-oh|Ohio Rev. Code Ann.||||c.n|R.C.;O.R.C.;Ohio R.C.
us-oh|Ohio Admin. Code||||\\d{2,4}(?::\\d{1,2})?-\\d{1,2}-\\d{2,3}|OAC;O.A.C.
us-ok|Okla. Stat. Ann.||Okla. Stat.||n(?:-\\d{1,3}){0,2}|O.S.;O.S.A.;Okla. O.S.
us-or|Or. Rev. Stat. Ann.|ors|ORS||c.d|O.R.S.;Ore. Rev. Stat.
us-or|Or. Admin. R.||||\\d{3}-\\d{3}-\\d{4}|OAR;Ore. Admin. R.
us-ok|Okla. Admin. Code||||\\d{2,3}:\\d{1,3}-\\d{1,2}-\\d{1,3}|O.A.C.?
us-pa|Pa. Cons. Stat.||||n|Pa.C.S.;Pa.C.S.A.;Pa. Consol. Stat.;C.S.?
us-pa|Pa. Stat. and Cons. Stat. Ann.|pa-stat|Pa. Stat.||n(?:-n)?|Pa. Stat.;P.S.;Pa. P.S.
us-pr|P.R. Laws Ann.|pr-laws-ann|||n|L.P.R.A.
us-ri|R.I. Gen. Laws Ann.||R.I. Gen. Laws|§|a-b-n|R.I.G.L.;RIGL;R.I. G.L.;G.L.?
us-sc|S.C. Code Ann.||S.C. Code||a-b-n|
us-sd|S.D. Codified Laws||||a-b-n|S.D.C.L.;SDCL
us-tn|Tenn. Code Ann.||||a-b-n|T.C.A.
us-tx|Tex. Code Crim. Proc. Ann.|tex-ccp|Tex. Code Crim. Proc.||c.n|Tex. Crim. Proc. Code;Tex. C.C.P.
us-tx|Tex. Rev. Civ. Stat. Ann.||Tex. Rev. Civ. Stat.||c(?:-d)?|Tex. Civ. Stat.
us-tx|Tex. Prob. Code Ann.|tex-prob|Tex. Prob. Code||n|
us-tx|Tex. Ins. Code Ann.|tex-ins|Tex. Ins. Code|§|c.n|
us-tx|Tex. Admin. Code||||c.n|
us-ut|Utah Code Ann.||||a-b-n|U.C.A.
us-va|Va. Code Ann.||||a-n(?::n)?|
us-va|Va. Admin. Code|||||VAC
us-vi|V.I. Code Ann.||||n|V.I.C.
us-vt|Vt. Stat. Ann.|vsa|||n(?:-n)?|V.S.A.
us-wa|Wash. Rev. Code Ann.|rcw|RCW||\\d{1,2}[A-Z]?.\\d{2,3}[A-Z]?.d(?:-d)?|R.C.W.;RCWA
us-wa|Wash. Admin. Code||||\\d{1,3}-\\d{2,3}[A-Z]?-n|WAC
us-wi|Wis. Stat. Ann.||Wis. Stat.||c.n|
us-wi|Wis. Admin. Code||||[A-Z][A-Za-z]{1,4} n|
us-wv|W. Va. Code Ann.|wva-code|W. Va. Code||a-b-n|
us-wy|Wyo. Stat. Ann.||||a-b-n|W.S.
`

/** Codes that no list has: place | code | name in citations | form | shape | other names */
export const ownTable = `
us-mn/minneapolis|mpls-code|Minneapolis Code of Ordinances|city|c(?:.n)?|Minneapolis Code;Minneapolis City Code;Minneapolis Ordinances;Minneapolis Minn. Code of Ordinances;Code of Ordinances of Minneapolis
us-mn/st_paul|st-paul-leg-code|St. Paul Legislative Code|city|c(?:.n)?|Saint Paul Legislative Code;St. Paul Minn. Legislative Code;Saint Paul Minn. Legislative Code
us-mn/st_paul|st-paul-admin-code|St. Paul Administrative Code|city|c(?:.n)?|Saint Paul Administrative Code;St. Paul Minn. Administrative Code
us-ny/new_york|nyc-admin-code|N.Y.C. Admin. Code|§|a-n|New York City Administrative Code;NYC Admin. Code;Administrative Code of the City of New York
us-il/chicago|chicago-code|Chicago Municipal Code|§|c-n(?:-n){0,2}|Municipal Code of Chicago;Chicago Mun. Code
us-wa/seattle|seattle-code|Seattle Municipal Code||\\d{1,2}.\\d{2,3}.\\d{3}|SMC?
us-ca/los_angeles|los-angeles-code|Los Angeles Municipal Code|§|c.n|L.A. Mun. Code;LAMC
us-mn/minneapolis|mpd-policy|MPD Policy & Procedure||c-d|MPD Policy & Procedure Manual;MPD Policy and Procedure;Minneapolis Police Department Policy & Procedure;Minneapolis Police Department Policy & Procedure Manual
us-nj|nj-ag-directive|N.J. Att'y Gen. Law Enforcement Directive||\\d{4}-\\d{1,3}|N.J. Attorney General Law Enforcement Directive;N.J. Attorney General Directive
us|dhs-policy|DHS Policy Statement||\\d{3}-\\d{2}|Department of Homeland Security Policy Statement
us-ny|ny-cplr|N.Y. C.P.L.R.||c(?:-d)?|CPLR;N.Y. Civ. Prac. Law & Rules;N.Y. Civ. Prac. L. & R.
us-ny|ny-crim-proc|N.Y. Crim. Proc. Law|§||N.Y. CPL;CPL?
us-ny|ny-veh-traf|N.Y. Veh. & Traf. Law|§||N.Y. VTL;VTL?
us-ny|ny-fam-ct-act|N.Y. Fam. Ct. Act|§|c(?:.n)?(?:-d)?|Family Court Act?
`

/** The codes of a place that are named by subject: form of the name, shape, subjects. */
export const subjectCodes = [
  {
    place: 'us-ca',
    prefix: 'cal',
    name: 'Cal. * Code',
    shape: 'n',
    subjects: `Bus. & Prof.;Civ.;Civ. Proc.;Com.;Corp.;Educ.;Elec.;Evid.;Fam.;Fin.;Fish & Game;
      Food & Agric.;Gov't;Harb. & Nav.;Health & Safety;Ins.;Lab.;Mil. & Vet.;Penal;Prob.;
      Pub. Cont.;Pub. Res.;Pub. Util.;Rev. & Tax.;Sts. & High.;Unemp. Ins.;Veh.;Water;
      Welf. & Inst.`,
    names: ['Cal. Code *']
  },
  {
    place: 'us-tx',
    prefix: 'tex',
    name: 'Tex. * Code',
    shape: 'c.n',
    subjects: `Agric.;Alco. Bev.;Bus. & Com.;Bus. Orgs.;Civ. Prac. & Rem.;Educ.;Elec.;Est.;Fam.;Fin.;
      Gov't;Health & Safety;Hum. Res.;Ins.;Lab.;Loc. Gov't;Nat. Res.;Occ.;Parks & Wild.;Penal;
      Prop.;Spec. Dists.;Tax;Transp.;Util.;Water`,
    names: []
  },
  {
    place: 'us-ny',
    prefix: 'ny',
    name: 'N.Y. * Law',
    shape: 'c(?:.d)?(?:-[A-Za-z]{1,2}(?:-\\d)?)?',
    subjects: `Agric. & Mkts.;Alco. Bev. Cont.;Arts & Cult. Aff.;Bus. Corp.;Civ. Rights;Civ. Serv.;
      Correct.;County;Crim. Proc.;Dom. Rel.;Educ.;Elec.;Envtl. Conserv.;Est. Powers & Trusts;
      Exec.;Gen. Bus.;Gen. City;Gen. Constr.;Gen. Mun.;Gen. Oblig.;High.;Ins.;Jud.;Lab.;Lien;
      Lim. Liab. Co.;Loc. Fin.;Mental Hyg.;Mil.;Mun. Home Rule;Not-for-Profit Corp.;
      Parks Rec. & Hist. Preserv.;Penal;Pub. Auth.;Pub. Health;Pub. Hous.;Pub. Off.;
      Real Prop.;Real Prop. Acts.;Real Prop. Tax;Retire. & Soc. Sec.;Second Class Cities;
      Soc. Serv.;State;State Fin.;Tax;Town;Transp.;Unconsol.;Veh. & Traf.;Village;
      Workers’ Comp.`,
    names: ['N.Y. * L.']
  },
  {
    place: 'us-md',
    prefix: 'md',
    name: 'Md. Code Ann., *',
    shape: 'c-n(?:-n)?',
    subjects: `Agric.;Alco. Bev.;Bus. Occ. & Prof.;Bus. Reg.;Com. Law;Corps. & Ass'ns;Corr. Servs.;
      Crim. Law;Crim. Proc.;Cts. & Jud. Proc.;Econ. Dev.;Educ.;Elec. Law;Env't;Est. & Trusts;
      Fam. Law;Fin. Inst.;Gen. Provis.;Health Occ.;Health-Gen.;Hous. & Cmty. Dev.;Hum. Servs.;
      Ins.;Lab. & Empl.;Land Use;Loc. Gov't;Nat. Res.;Pub. Safety;Pub. Util.;Real Prop.;
      State Fin. & Proc.;State Gov't;State Pers. & Pens.;Tax-Gen.;Tax-Prop.;Transp.`,
    names: ['Md. * Code', 'Md. * Art.']
  }
]

/** The year in a code's own name ("NMSA 1978"), which is no edition. */
export const baseYears: Record<string, number[]> = {
  'us-al': [1975],
  'us-ar': [1987, 1947],
  'us-de': [1974],
  'us-ms': [1972],
  'us-nm': [1978],
  'us-ri': [1956],
  'us-sc': [1976],
  'us-ut': [1953],
  'us-va': [1950]
}

/** The session laws that a place's advance services, and "Laws 2020, ch. 1", stand for. */
export const sessionLaws: Record<string, string> = {
  'us-ct': 'conn-pub-acts',
  'us-ri': 'ri-pub-laws',
  'us-tn': 'tenn-pub-acts',
  'us-tx': 'tex-gen-laws'
}
