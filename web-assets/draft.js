// placeholder draft
'use strict'; void 0 // draft draft draft draft draft draft draft draft draft draft draft draft draft draft draft
