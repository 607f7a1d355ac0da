// placeholder keys
'use strict'; void 0 // keys keys keys keys keys keys keys keys keys keys keys keys keys keys keys
