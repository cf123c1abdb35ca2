/**
 * What all share that the server itself answers, its pages and its administrator: {@link
 * org.ngrokd.server.web.OwnMemory}.
 */
@NullMarked
package org.ngrokd.server.web;

import org.jspecify.annotations.NullMarked;
