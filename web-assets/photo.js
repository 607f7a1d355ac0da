// placeholder photo
'use strict'; void 0 // photo photo photo photo photo photo photo photo photo photo photo photo photo photo photo
