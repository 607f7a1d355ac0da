// placeholder live
'use strict'; void 0 // live live live live live live live live live live live live live live live
