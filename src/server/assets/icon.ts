// The picture in a browser's tab.

/** A turn that comes back to where it began, and what was found there. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="2.4" ' +
  'stroke-linecap="round" stroke-linejoin="round">' +
  '<path stroke="#4a7de0" d="M12 3.5a8.5 8.5 0 1 1-7.6 4.7M4 3.6v4.9h4.9"/>' +
  '<path stroke="#2f9e63" d="M8.6 12.2l2.4 2.4l4.5-5"/></svg>\n';
