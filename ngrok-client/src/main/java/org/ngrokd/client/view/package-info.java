/** Makes bodies readable: {@link org.ngrokd.client.view.BodyView}. Pure functions. */
@NullMarked
package org.ngrokd.client.view;

import org.jspecify.annotations.NullMarked;
