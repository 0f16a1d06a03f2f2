import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks CertPathValidator the questions of a folder, and prints the version of Java and the answers. */
class Ask {
    private final Path folder;
    private final CertificateFactory factory = CertificateFactory.getInstance("X.509");
    private final CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    private final Map<String, X509Certificate> loaded = new HashMap<>();

    private Ask(Path folder) throws Exception {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        var ask = new Ask(Path.of(arguments[0]));
        var out = new StringBuilder(System.getProperty("java.version")).append('\n');
        for (var line : Files.readAllLines(ask.folder.resolve("questions"))) {
            var words = line.split(" ");
            out.append(ask.ask(words[0], words[1], new Date(1000 * Long.parseLong(words[2])))).append('\n');
        }
        System.out.print(out);
    }

    private String ask(String leaf, String root, Date at) throws Exception {
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(load(root), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(at);
            validator.validate(factory.generateCertPath(List.of(load(leaf))), parameters);
            return "valid";
        } catch (CertPathValidatorException exception) {
            return exception.getReason().toString();
        } catch (CertificateException exception) {
            return exception.toString();
        }
    }

    private X509Certificate load(String file) throws Exception {
        if (!loaded.containsKey(file)) {
            try (InputStream in = Files.newInputStream(folder.resolve(file))) {
                loaded.put(file, (X509Certificate) factory.generateCertificate(in));
            }
        }
        return loaded.get(file);
    }
}
