/**
 * From a listening socket to the first byte that belongs to somebody: {@link
 * org.ngrokd.server.listen.Listeners} opens them, each from a {@link
 * org.ngrokd.server.listen.ListenerSource}, {@link org.ngrokd.server.listen.AdmissionPipeline} and
 * {@link org.ngrokd.server.listen.VisitorPipeline} ask who may come in.
 */
@NullMarked
package org.ngrokd.server.listen;

import org.jspecify.annotations.NullMarked;
