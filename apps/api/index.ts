export { ApiModule, type ApiParts } from './api.module.js';
export { documentOf } from './openapi/document.js';
export { apiApplication, type ApplicationParts } from './provisional/application.js';
