// placeholder map
'use strict'; void 0 // map map map map map map map map map map map map map map map
