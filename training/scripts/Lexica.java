import edu.emory.mathcs.nlp.common.collection.tree.PrefixNode;
import edu.emory.mathcs.nlp.common.collection.tree.PrefixTree;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a lexicon of NLP4J as text, a line for each entry in the order of its words: the word or name,
 * a tab, and its vector, the paths of its cluster or the numbers of its kinds, separated by spaces.
 *
 * <p>usage: xz -dc LEXICON.xz | java -Xmx6g -Xss512m -cp nlp4j-common-1.1.2.jar Lexica.java > OUT.tsv
 */
public class Lexica {
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(System.in));
                PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8")) {
            Object lexicon = in.readObject();
            if (lexicon instanceof PrefixTree<?, ?> names) {
                writeNames(names.getRoot(), "", out);
            } else {
                new TreeMap<>((Map<?, ?>) lexicon).forEach((word, value) -> out.println(word + "\t" + text(value)));
            }
        }
    }

    /** A tree of names has a node for each word, which has a value where a name ends. */
    private static void writeNames(PrefixNode<?, ?> node, String name, PrintStream out) {
        if (node.getValue() != null) {
            out.println(name.strip() + "\t" + text(node.getValue()));
        }
        new TreeMap<>(node).forEach((word, next) -> writeNames(next, name + " " + word, out));
    }

    private static String text(Object value) {
        if (value instanceof float[] vector) {
            StringBuilder text = new StringBuilder();
            for (float number : vector) {
                text.append(text.isEmpty() ? "" : " ").append(Math.round(number * 1e4) / 1e4);
            }
            return text.toString();
        }
        StringBuilder text = new StringBuilder();
        for (Object part : (Collection<?>) value) {
            text.append(text.isEmpty() ? "" : " ").append(part);
        }
        return text.toString();
    }
}
