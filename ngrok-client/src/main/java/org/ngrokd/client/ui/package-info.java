/**
 * The screen in a terminal: {@link org.ngrokd.client.ui.TerminalScreen}. An observer, like the
 * page.
 */
@NullMarked
package org.ngrokd.client.ui;

import org.jspecify.annotations.NullMarked;
