// placeholder locate
'use strict'; void 0 // locate locate locate locate locate locate locate locate locate locate locate locate locate locate locate
