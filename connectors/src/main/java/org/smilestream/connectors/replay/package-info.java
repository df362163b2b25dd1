/** Recorded data sent to a topic again, in the order of its time. */
package org.smilestream.connectors.replay;
