/**
 * What counts and times things where they happen, for whoever asks later: it knows no library and
 * nobody who asks. Start at {@link org.ngrokd.server.measure.Distribution}.
 */
@NullMarked
package org.ngrokd.server.measure;

import org.jspecify.annotations.NullMarked;
