/**
 * The requests of one visitor, each to the local service that its path leads to: {@link
 * org.ngrokd.client.paths.PathEnd}.
 */
@NullMarked
package org.ngrokd.client.paths;

import org.jspecify.annotations.NullMarked;
